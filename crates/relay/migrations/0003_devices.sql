-- Desktops that are let in by the clinic's others, and what is to be done by one of them at a time.

-- Whether it may fetch: a newcomer may not until one of the clinic's desktops has let it in.
alter table devices add column is_admitted integer not null default 1;

create table rosters (
  clinic integer primary key references clinics (row),
  number integer not null,
  body blob not null                     -- JSON, signed by the clinic
) strict;

create table joinings (
  device integer primary key references devices (row) on delete cascade,
  clinic integer not null references clinics (row),
  asked_at integer not null,             -- ms since 1970 UTC
  request blob not null,                 -- JSON, as each of the two sides said it
  offer blob,                            -- JSON
  reveal blob,                           -- JSON
  welcome blob                           -- JSON; there once it was let in
) strict;

create index joinings_by_clinic on joinings (clinic);

create table leases (
  clinic integer not null references clinics (row),
  name blob not null,                    -- a keyed hash of the desktops'
  holder integer references devices (row) on delete set null, -- absent when it was given up
  fencing integer not null,              -- grows with each new holder
  until_at integer not null,             -- ms since 1970 UTC
  primary key (clinic, name)
) strict, without rowid;

create index leases_by_holder on leases (holder);
