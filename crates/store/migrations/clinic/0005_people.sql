alter table people add column person blob /* the identity it is one person with; absent when others name it, or nobody does */;
create index people_by_person on people (person) where person is not null;
create table people_acts ( -- what was said by hand about who is who, so that it can be taken back
  id blob primary key not null,
  act text not null, -- join, take_out, keep_apart
  changes text not null, -- JSON: what each identity named before and after
  concerns text not null, -- JSON: the identities whose conversations show it
  staff blob not null,
  staff_name text not null, -- as it was then
  at integer not null,
  undone_at integer
) strict, without rowid;
create index people_acts_by_time on people_acts (at);
create table people_apart ( -- two that a person said are not the same
  one blob not null, -- the smaller id
  other blob not null,
  primary key (one, other)
) strict, without rowid;
create table people_behind ( -- identities whose rows in a side's database are behind what is said here
  identity blob not null,
  side text not null,
  primary key (identity, side)
) strict, without rowid;
create table moves ( -- from one side's database to the other's; gone when all of it is done
  id blob primary key not null,
  identity blob not null, -- of the person that moves
  from_side text not null,
  to_side text not null,
  joins blob, -- the patient they are made one with
  staff blob not null,
  staff_name text not null,
  begun_at integer not null,
  identities text, -- JSON: who moved; absent until the index is switched
  conversations text -- JSON: what moved
) strict, without rowid;
