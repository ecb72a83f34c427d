-- Which rules read a message, and whether people found them right.
alter table messages add column engine text; -- version of the risk engine that wrote findings; absent before
create table rule_verdicts (
  alert blob not null, -- its row is in clinic.db
  rule text not null, -- as in findings
  conversation blob not null references conversations (id) on delete cascade,
  is_right integer not null,
  at integer not null, -- when somebody said so, in ms
  primary key (alert, rule)
) strict, without rowid;
create index rule_verdicts_by_conversation on rule_verdicts (conversation);
