create table same_people ( -- identities that are one person; a person of one has no rows. The truth is in clinic.db
  identity blob primary key not null, -- its row may not be here yet
  person blob not null -- the identity that all of them name
) strict, without rowid;
create index same_people_by_person on same_people (person);
alter table waiting add column conversation blob /* whose it was taken to be, so that it moves with the conversation */;
create index waiting_by_conversation on waiting (conversation) where conversation is not null;
alter table reactions add column conversation blob /* whose; absent when its message was here already */;
create index reactions_by_conversation on reactions (conversation) where conversation is not null;
create index messages_with_cards on messages (conversation) where kind = 'contacts';
