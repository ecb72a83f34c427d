-- The text tone of what patients wrote, read from their words: made anew at any time, and gone with the message.

create table tone_readers ( -- which reader reads here; no row: nothing is read, as among the leads
  version integer primary key not null
) strict;
create table tones (
  message integer primary key not null references messages (id) on delete cascade,
  conversation blob not null,
  at integer not null, -- when it was written
  reader integer not null, -- the version that read it; 0: to be read
  value real, -- -1 to 1; absent when its words have no tone, or are yet to be read
  words integer not null -- how many words were read; 0 without any
) strict;
create index tones_due on tones (message) where reader = 0;
create index tones_by_conversation on tones (conversation, at);

-- Whatever brings or changes a patient's message, its words are to be read, and a kill between the two forgets nothing.
create trigger tones_due_on_arrival after insert on messages
  when new.direction = 'inbound' and new.kind <> 'system' and new.deleted_at is null
    and exists (select 1 from tone_readers)
    and (select is_patient from identities join conversations on conversations.identity = identities.id
         where conversations.id = new.conversation) = 1
begin
  insert or ignore into tones (message, conversation, at, reader, value, words)
  values (new.id, new.conversation, new.at, 0, null, 0);
end;
create trigger tones_due_on_change after update of text, kind on messages
  when exists (select 1 from tones where message = new.id)
begin
  update tones set reader = 0, value = null, words = 0 where message = new.id;
end;
create trigger tones_due_of_a_patient after update of is_patient on identities
  when new.is_patient = 1 and old.is_patient = 0 and exists (select 1 from tone_readers)
begin
  insert or ignore into tones (message, conversation, at, reader, value, words)
  select messages.id, conversation, at, 0, null, 0
  from messages join conversations on conversations.id = messages.conversation
  where conversations.identity = new.id and direction = 'inbound' and kind <> 'system' and deleted_at is null;
end;
create trigger tones_gone_of_a_lead after update of is_patient on identities when new.is_patient = 0
begin
  delete from tones where conversation in (select id from conversations where identity = new.id);
end;
create trigger tones_gone_on_revoke after update of deleted_at on messages when new.deleted_at is not null
begin
  delete from tones where message = new.id;
end;
