-- What a message holds beyond words, its files, comments, who answers, and reactions that leave by the outbox.

alter table messages add column parts text /* JSON of the message's parts; absent when it has none */;
alter table messages add column parts_at integer /* when its author last changed them; absent while they are as sent */;

alter table conversations add column handled_elsewhere_at integer /* another app answers, since then; absent when this desk does */;
alter table conversations add column handled_changed_at integer /* the latest word on who answers */;

alter table outbox add column act text not null default 'message' /* message, or reaction: to the row's message */;
alter table outbox add column emoji text /* the reaction; absent to take it back */;
alter table outbox add column provider_id text /* Meta's id of a reaction it accepted */;
create index outbox_by_provider on outbox (channel, provider_id) where provider_id is not null;

-- Comments under posts of the clinic: each may have one private reply.
create table comments (
  message integer primary key not null references messages (id) on delete cascade,
  conversation blob not null references conversations (id) on delete cascade,
  comment_id text not null, -- Meta's id, which a private reply names
  at integer not null,
  answer integer references messages (id) on delete set null, -- the private reply that left from here
  is_answered integer not null -- one went out from elsewhere, or Meta takes none
) strict;
create index comments_by_conversation on comments (conversation, at);
create index comments_by_answer on comments (answer) where answer is not null;

-- Files of messages; their bytes are encrypted files named by the id. Small pictures are in here.
create table media (
  id blob primary key not null,
  message integer references messages (id) on delete cascade, -- absent while it waits beside the composer
  conversation blob not null references conversations (id) on delete cascade,
  channel blob not null,
  position integer not null, -- among the files of its message
  kind text not null, -- image, video, audio, voice, document, sticker
  state text not null, -- waiting, fetching, here, too_big, foreign_host, damaged, gone, failed
  provider_media_id text, -- Meta's id, inbound or of our upload
  uploaded_at integer, -- when Meta took our copy
  url text, -- where Meta has it; short-lived
  declared_mime text, -- as the sender said
  declared_sha256 text, -- as Meta said
  name text, -- as the sender said, made safe
  mime text, -- as its bytes say; absent until it is here
  bytes integer,
  width integer, -- pixels
  height integer,
  duration_ms integer,
  waveform blob, -- loudness, a byte from 0 to 100 each, evenly over its length
  is_disguised integer not null, -- its bytes are of another type than the sender said
  attempts integer not null,
  next_at integer not null, -- when it may be fetched next
  failure text, -- name of the last one
  created_at integer not null,
  key blob not null, -- of the encrypted file
  thumbnail blob -- at most 40 KB
) strict;
create index media_due on media (next_at) where state = 'waiting';
create index media_by_message on media (message, position) where message is not null;
create index media_by_conversation on media (conversation);
create index media_staged on media (created_at) where message is null;
