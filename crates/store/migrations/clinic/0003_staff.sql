create table sign_in_attempts (
  who blob primary key not null, -- staff.id; sixteen zeros for the emergency code
  failures integer not null, -- since the last success
  last_at integer not null
) strict, without rowid;

create table emergency_uses (
  id blob primary key not null, -- also whom the audit names for what was done with it
  name text not null, -- as whoever used it gave it
  reason text not null, -- patient_at_risk, nobody_reachable, owner_away, other
  note blob, -- sealed to the clinical spool key
  used_at integer not null,
  until_at integer not null
) strict, without rowid;

create table emergency_acknowledgements (
  use blob not null references emergency_uses (id),
  owner blob not null, -- staff.id; kept when they leave
  at integer not null,
  primary key (use, owner)
) strict, without rowid;
