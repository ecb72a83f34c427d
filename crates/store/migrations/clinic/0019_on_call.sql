-- Whom flags asked by themselves, one after the other, while nobody took them. No words.
create table alert_asked (
  alert blob not null references alerts (id) on delete cascade,
  level integer not null, -- of the flag then: one that rises asks anew
  staff blob not null, -- who was asked
  name text not null, -- of that member, then
  at integer not null, -- in ms
  primary key (alert, level, staff)
) strict, without rowid;

-- What the clinic does about flags in its own words: every version as it was kept; the last one counts.
create table protocols (
  version integer primary key, -- 1, 2, …
  steps text, -- JSON: the steps of each level; absent for the original
  saved_at integer not null,
  staff blob not null,
  staff_name text not null -- then
) strict;

create table protocol_ticks ( -- which steps were done about a flag
  alert blob not null references alerts (id) on delete cascade,
  version integer not null, -- of the protocol; 0 for the original
  step integer not null, -- from 0
  staff blob not null,
  name text not null, -- of that member, then
  at integer not null,
  primary key (alert, version, step)
) strict, without rowid;

create table staff_phones ( -- on which telephone somebody of the staff is rung first
  staff blob primary key not null references staff (id) on delete cascade,
  number text not null -- E.164
) strict, without rowid;

create table phone_keys ( -- the token of the telephone vendor's account, sealed with the token key
  account text primary key not null,
  sealed blob not null
) strict, without rowid;
