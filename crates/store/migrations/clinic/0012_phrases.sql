-- What flags know beyond one message. No words of a contact: their words are keyed hashes here.
alter table alerts add column together text; -- night_burst, reviews, …: why, where its own words do not call for it
create table alert_parts ( -- the other messages it was read together with
  alert blob not null references alerts (id) on delete cascade,
  message_hash blob not null, -- as in seen
  primary key (alert, message_hash)
) strict, without rowid;
create index alerts_high on alerts (raised_at) where level >= 3;
alter table people_conversations add column written_at integer; -- when the contact wrote last, in ms; absent before
create table signs ( -- what messages of the last days left behind; pruned
  message_hash blob not null,
  sign text not null, -- written, found, weak, taken_back
  category text not null, -- empty where there is none
  words integer not null, -- keyed number of a weak sign's words; 0 otherwise
  level integer not null, -- 0 where there is none
  points integer not null,
  is_means integer not null,
  conversation blob not null,
  at integer not null, -- when it was written, changed or taken back, in ms
  calls integer not null, -- 0 for what was handed over as history
  filed_at integer not null,
  primary key (message_hash, sign, category, words, level)
) strict, without rowid;
create index signs_by_conversation on signs (conversation);
create index signs_by_age on signs (filed_at);
create table reminders ( -- what became of a reminder; that one is due follows from the alert
  alert blob not null references alerts (id) on delete cascade,
  kind text not null, -- silence, follow_up
  called_at integer, -- when people were called about it, in ms
  called_times integer not null default 0,
  settled_by blob, -- whoever ended it
  settled_name text, -- as it was then
  settled_at integer,
  primary key (alert, kind)
) strict, without rowid;
create table phrases ( -- the clinic's own
  id blob primary key not null,
  words text not null, -- as they were written
  language text not null, -- en, es, pt, el
  fit text not null, -- exact, contains, with_gap
  category text not null,
  level integer not null,
  changed_by blob not null,
  changed_name text not null, -- as it was then
  changed_at integer not null
) strict, without rowid;
create table shields ( -- false alarms: exactly these words of this person go to review until a day
  id blob primary key not null,
  words_hash blob not null unique, -- HMAC of identity, rule and words
  identity blob not null,
  alert blob not null, -- by which it was said
  rule text not null,
  reason text not null,
  staff blob not null,
  staff_name text not null, -- as it was then
  at integer not null,
  until_at integer not null
) strict, without rowid;
create index shields_by_identity on shields (identity);
create table lowered_rules ( -- rules that raise no more than a review here
  rule text primary key not null,
  staff blob not null,
  staff_name text not null, -- as it was then
  at integer not null
) strict, without rowid;
