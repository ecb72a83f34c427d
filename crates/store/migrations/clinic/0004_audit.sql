-- The audit: what an act was done to, what came of it, and the device's signature on every row. Calls to Meta beside it.

drop trigger audit_keeps;
alter table audit add column kind text not null default 'settings' /* sign_in, reading, sending, people, settings */;
alter table audit add column subject_kind text /* conversation, identity, staff, channel, alert */;
alter table audit add column subject blob /* its id */;
alter table audit add column result text not null default '' /* empty when it was done as said */;
alter table audit add column signature blob /* Ed25519 over `hash`; absent for rows before this version only */;
update audit set kind = case substr(act, 1, instr(act, '.') - 1)
  when 'session' then 'sign_in' when 'alert' then 'people' when 'staff' then 'people' else 'settings' end;
update audit set subject_kind = 'channel', subject = unhex(replace(json_extract(detail, '$.channel'), '-', ''))
  where json_extract(detail, '$.channel') is not null;
update audit set subject_kind = 'alert', subject = unhex(replace(json_extract(detail, '$.alert'), '-', ''))
  where json_extract(detail, '$.alert') is not null;
create trigger audit_keeps before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_is_signed before insert on audit when new.signature is null
  begin select raise(abort, 'every row of the audit is signed'); end;
create index audit_by_at on audit (at);
create index audit_by_staff on audit (staff, at);
create index audit_by_kind on audit (kind, at);
create index audit_by_subject on audit (subject, at);

-- Calls to Meta: no ids, no contents. A chain of its own, because it is long and forgotten after a while.
create table api_calls (
  id integer primary key not null,
  at integer not null,
  method text not null,
  endpoint text not null, -- with {id} for every id
  result text not null, -- the HTTP status, or why there was none
  latency_ms integer not null,
  previous blob not null, -- as in audit
  hash blob not null,
  signature blob not null
) strict;
create index api_calls_by_at on api_calls (at);
create trigger api_calls_keep before update on api_calls begin select raise(abort, 'api_calls is append-only'); end;
