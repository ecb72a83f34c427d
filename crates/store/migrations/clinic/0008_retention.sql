create table legal_holds ( -- people nothing of whom may be erased
  identity blob primary key not null references people (identity) on delete cascade,
  reason blob not null, -- sealed to the clinical spool key
  staff blob not null, -- who said so
  staff_name text not null, -- as it was then
  at integer not null
) strict, without rowid;

create table erasures ( -- who is no more here, so that a copy put back can be told to erase them again
  identity blob primary key not null,
  side text not null,
  reason text not null, -- asked, not_needed, mistake, other, retention
  staff blob, -- absent for a rule of retention
  staff_name text not null, -- as it was then
  at integer not null
) strict, without rowid;

create table erasing ( -- what of an erasure is left to do on a side; gone when all of it is done
  identity blob not null references erasures (identity),
  side text not null,
  conversations text not null, -- JSON: what the index said
  traces blob, -- what to look for among what could not be read, sealed to the clinical spool key
  primary key (identity, side)
) strict, without rowid;
