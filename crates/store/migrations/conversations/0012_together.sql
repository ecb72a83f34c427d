-- What the clinic's other computers have yet to be told of a conversation: what it says is read when it is told.
create table together_queue (
  note blob primary key not null,
  conversation blob not null references conversations (id) on delete cascade,
  about text not null, -- sent, read
  outbox blob, -- the message that was sent, by the id it left under
  done_at integer not null
) strict, without rowid;
create index together_queue_by_conversation on together_queue (conversation);
create index together_queue_by_age on together_queue (done_at);
