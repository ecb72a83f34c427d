-- Whom flags asked by themselves, one after the other, while nobody took them. No words.
create table alert_asked (
  alert blob not null references alerts (id) on delete cascade,
  level integer not null, -- of the flag then: one that rises asks anew
  staff blob not null, -- who was asked
  name text not null, -- of that member, then
  at integer not null, -- in ms
  primary key (alert, level, staff)
) strict, without rowid;
