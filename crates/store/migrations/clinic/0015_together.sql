-- What the clinic's computers tell each other about flags, which notes came, and which could not be used.
alter table alerts add column shared blob /* what every computer of the clinic calls its message; absent for earlier rows */;
alter table alerts add column acknowledged_on blob /* on which computer; absent where that is not known */;
create index alerts_by_shared on alerts (shared, category) where shared is not null;

alter table alert_steps add column done_on blob /* on which computer; absent where that is not known */;
alter table alert_steps add column note blob /* the note that tells of it */;
create unique index alert_steps_by_note on alert_steps (note) where note is not null;

create table together_queue ( -- acts about flags that the other computers have yet to be told
  note blob primary key not null,
  alert blob not null references alerts (id) on delete cascade,
  act text not null, -- JSON: codes, ids and names of staff
  done_at integer not null
) strict, without rowid;
create index together_queue_by_alert on together_queue (alert);

create table together_seen ( -- notes that were used here or were written here
  note blob primary key not null,
  written_at integer not null
) strict, without rowid;
create index together_seen_by_age on together_seen (written_at);

create table together_waiting ( -- acts about flags that were not raised here yet
  note blob primary key not null,
  shared blob not null, -- as alerts.shared
  category text not null,
  device blob not null, -- the computer it was done on
  act text not null, -- as together_queue.act
  written_at integer not null
) strict, without rowid;
create index together_waiting_by_alert on together_waiting (shared, category);

create table together_refused ( -- notes that could not be used, by why
  why text primary key not null,
  count integer not null,
  last_at integer not null
) strict, without rowid;
