-- What a machine heard in voice notes: one row a note, from the moment its bytes are here.

create table transcripts (
  media blob primary key not null references media (id) on delete cascade,
  message integer not null references messages (id) on delete cascade,
  conversation blob not null references conversations (id) on delete cascade,
  sha256 blob, -- of the sound; absent until it was read
  state text not null, -- queued, decoding, transcribing, done, uncertain, failed, skipped
  reason text, -- why it failed or was skipped
  tries integer not null, -- that got no answer
  next_at integer not null, -- when it may be tried next
  since_at integer, -- since when it waits to be heard; absent until somebody listens
  is_wanted integer not null, -- a person asked for it
  is_shown integer not null, -- people were told that nobody has heard it
  text text not null, -- empty until it was heard
  language text, -- ISO 639, two letters, as it was heard
  made_by text, -- model and host
  segments text, -- JSON: times, words, how certain
  confidence real, -- mean probability of the words, 0 to 1; absent when nothing says it
  findings text, -- JSON: what the risk rules marked
  level integer not null, -- most severe finding; 0 none
  made_at integer
) strict, without rowid;
create index transcripts_due on transcripts (next_at) where state in ('queued', 'decoding', 'transcribing');
create index transcripts_unheard on transcripts (since_at)
  where state in ('queued', 'decoding', 'transcribing', 'failed') and is_shown = 0;
create index transcripts_by_message on transcripts (message);
create index transcripts_by_conversation on transcripts (conversation);
create index transcripts_by_sound on transcripts (sha256) where state in ('done', 'uncertain');

-- What is here already is listened to when somebody asks.
insert into transcripts (media, message, conversation, state, reason, tries, next_at, is_wanted, is_shown, text, level)
  select media.id, media.message, media.conversation, 'skipped', 'earlier', 0, 0, 0, 0, '', 0
  from media join messages on messages.id = media.message
  where media.kind in ('voice', 'audio') and media.state = 'here' and messages.direction = 'inbound';
