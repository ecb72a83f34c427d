-- What people did about a flag, and when they were last called about it. No words: a note lies with the conversation.
alter table alerts add column called_at integer; -- when people were last called about it, in ms
alter table alerts add column called_times integer not null default 0;
alter table alerts add column passed_to blob; -- the member it was passed to last; absent when it is everybody's
create table alert_steps (
  alert blob not null references alerts (id) on delete cascade,
  number integer not null, -- 1, 2, …
  kind text not null, -- passed, called, outcome, wrong
  staff blob not null,
  name text not null, -- of that member, then
  at integer not null, -- in ms
  colleague blob, -- to whom it was passed
  colleague_name text,
  code text, -- which outcome, or why it was wrong
  primary key (alert, number)
) strict, without rowid;
