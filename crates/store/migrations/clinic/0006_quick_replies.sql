-- The clinic's own saved texts, everybody's or one person's.
create table quick_replies (
  id blob primary key not null,
  owner blob references staff (id) on delete cascade, -- absent for everybody's
  shortcut text not null, -- one word in lower case, without its slash
  text text not null,
  language text, -- for example pt; absent for any
  side text, -- absent for both
  folded text not null, -- words of shortcut and text as search sees them, each after a space
  changed_at integer not null
) strict, without rowid;
create unique index quick_replies_by_shortcut
  on quick_replies (coalesce(owner, zeroblob(16)), shortcut, coalesce(language, ''), coalesce(side, ''));
