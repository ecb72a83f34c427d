-- Custody: what still comes of somebody who was erased is known as theirs for a while; an audit that was broken is begun anew.

create table erased_addresses ( -- where somebody was who was erased; forgotten once nothing of before can come any more
  hash blob primary key not null, -- as in people_addresses
  erased_at integer not null
) strict, without rowid;
create table audit_breaks ( -- a chain that was broken and begun anew; the entry that begins it holds the hash of this
  entry integer primary key not null, -- the first of the new chain
  reason text not null, -- in the words of whoever decided
  found text not null -- JSON: what was wrong, where the old chain stood, what its signed file said
) strict;
create trigger audit_breaks_keep before update on audit_breaks
  begin select raise(abort, 'audit_breaks is append-only'); end;
create trigger audit_breaks_stay before delete on audit_breaks
  begin select raise(abort, 'audit_breaks is append-only'); end;
