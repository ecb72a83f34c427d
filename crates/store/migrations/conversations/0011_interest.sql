-- Who said of a lead that it is not urgent, and when last: it lasts until they write again.
create table interest_dismissals (
  identity blob primary key not null references identities (id) on delete cascade,
  at integer not null,
  staff blob not null,
  staff_name text not null -- as it was then
) strict, without rowid;
