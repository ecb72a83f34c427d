-- Automatic first answers: waiting to leave, or what became of them. Without words: the clinic's text is in the settings.
create table acknowledgements (
  id blob primary key not null, -- the outbox id it leaves under, made from conversation and message
  conversation blob not null,
  side text not null,
  identity blob not null references people (identity) on delete cascade,
  channel blob not null,
  hours text not null, -- closed, open
  language text not null,
  message_hash blob not null, -- of the message it answers, as in seen
  written_at integer not null, -- when that was written, by Meta's clock
  recipient blob, -- addresses, sealed by the token key; absent once it has left or never will
  state text not null, -- queued, sending, sent, unknown, failed, withheld
  reason text, -- why it was withheld
  attempts integer not null,
  next_at integer not null,
  created_at integer not null
) strict, without rowid;
create index acknowledgements_by_conversation on acknowledgements (conversation, created_at);
create index acknowledgements_by_state on acknowledgements (state, next_at);
alter table people add column language text; -- ISO 639, two letters; absent while nobody wrote it down
alter table people_conversations add column answered_at integer; -- when the clinic last wrote there from elsewhere
