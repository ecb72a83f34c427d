-- What the clinic writes down about a person: the name by hand, the record, labels, internal notes, what they agreed to.

-- `identities.name` is what is shown: the name by hand, else the one that was told. `name_at` is the told one's.
alter table identities add column told_name text not null default '' /* as they or Meta last told it; empty when never */;
alter table identities add column given_name text /* as the clinic wrote it; it wins */;
update identities set told_name = name;

-- Where a lead stands follows from these and from the messages; `identities.lead_status` is what followed last.
create table records (
  identity blob primary key not null references identities (id) on delete cascade,
  born_on text, -- 1984-03-07
  number text, -- the clinic's own
  language text, -- ISO 639, two letters
  chosen_status text, -- the lead's status that a person set last
  chosen_at integer,
  chosen_by text, -- their name then
  lost_reason text
) strict, without rowid;
create index records_by_number on records (number) where number is not null;

-- The board: newest first within a status.
create index identities_by_lead_status on identities (lead_status, since_at) where lead_status is not null;
-- Whether a lead was answered.
create index messages_answering on messages (conversation) where direction = 'outbound' and (origin = 'echo'
  or (origin = 'desk' and status in ('sent', 'delivered', 'read', 'played')));

-- Labels of this side; a label's name may say what a person suffers from, so each side has its own.
create table labels (
  id blob primary key not null,
  name text not null,
  folded_name text not null unique,
  colour text not null, -- grey, teal, blue, purple, pink, orange, green
  created_at integer not null
) strict, without rowid;

create table identity_labels (
  identity blob not null references identities (id) on delete cascade,
  label blob not null references labels (id) on delete cascade,
  added_at integer not null,
  added_by text not null,
  primary key (identity, label)
) strict, without rowid;
create index identity_labels_by_label on identity_labels (label);

create table notes (
  id blob primary key not null,
  identity blob not null references identities (id) on delete cascade,
  conversation blob references conversations (id) on delete set null, -- where it was written
  text text not null,
  author blob not null, -- staff
  author_name text not null, -- as it was then
  at integer not null,
  edited_at integer,
  is_pinned integer not null,
  removed_at integer -- not shown since then
) strict, without rowid;
create index notes_by_identity on notes (identity, at);

create table consents (
  id blob primary key not null,
  identity blob not null references identities (id) on delete cascade,
  purpose text not null, -- messages, marketing, photographs, ai_summary, sharing
  act text not null, -- given, withdrawn
  how text not null, -- signed, in_person, by_phone, by_message, by_form
  at integer not null, -- when it was said
  recorded_at integer not null,
  recorded_by text not null
) strict, without rowid;
create index consents_by_identity on consents (identity, at);
create trigger consents_keep before update on consents begin select raise(abort, 'consents are append-only'); end;
-- They go with the person only.
create trigger consents_stay before delete on consents when exists (select 1 from identities where id = old.identity)
  begin select raise(abort, 'consents are append-only'); end;
