-- Pieces of voice notes that a service has heard, until the whole note is: what was paid for is not sent again.
create table transcript_pieces (
  media blob not null references media (id) on delete cascade,
  conversation blob not null references conversations (id) on delete cascade,
  starts_ms integer not null, -- where in the note
  ends_ms integer not null,
  sha256 blob not null, -- of the whole sound
  asked text not null, -- the language it was asked for; empty for whichever it is
  made_by text not null, -- model and host
  answer text not null, -- JSON: times, words, how certain
  language text, -- as it was heard
  made_at integer not null, -- in ms
  primary key (media, starts_ms)
) strict, without rowid;
create index transcript_pieces_by_conversation on transcript_pieces (conversation);

-- What the clinic's other computers have yet to be told that a service heard: the words are read when it is told.
create table heard_queue (
  note blob primary key not null,
  media blob not null unique references transcripts (media) on delete cascade,
  conversation blob not null references conversations (id) on delete cascade,
  done_at integer not null -- in ms
) strict, without rowid;
create index heard_queue_by_conversation on heard_queue (conversation);
