-- Whom to call about a patient in an emergency, as the clinic wrote it down. Patients' only.
create table emergency_contacts (
  identity blob primary key not null references identities (id) on delete cascade,
  name text not null,
  relation text not null, -- in the clinic's words; may be empty
  number text not null, -- E.164
  written_at integer not null,
  written_by text not null -- their name then
) strict, without rowid;
