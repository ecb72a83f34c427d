CREATE TABLE identities (
  id blob primary key not null,
  name text not null, -- empty when none is known
  name_at integer not null, -- when that name was told; the latest stays
  folded_name text not null, -- words as search sees them, each after a space
  is_patient integer not null,
  lead_status text, -- absent for patients
  since_at integer not null -- the first contact
, told_name text not null default '' /* as they or Meta last told it; empty when never */, given_name text /* as the clinic wrote it; it wins */) strict, without rowid;
CREATE TABLE addresses (
  identity blob not null references identities (id) on delete cascade,
  value text not null, -- the address as JSON; a number that changed hands stands under both people
  kind text not null, -- phone, user_id, page_scoped
  channel_kind text not null,
  primary key (identity, value)
) strict, without rowid;
CREATE TABLE conversations (
  id blob primary key not null,
  identity blob not null references identities (id) on delete cascade,
  channel blob not null,
  channel_kind text not null,
  state text not null, -- open, snoozed, resolved
  last_message integer, -- the newest message; absent while there is none
  last_at integer not null, -- when it was written
  preview text not null,
  last_kind text,
  last_direction text,
  last_status text,
  unread integer not null,
  window_opened_at integer, -- the latest event that opens the service window
  delivered_until_at integer, -- Messenger, Instagram: what was sent until then was delivered
  read_until_at integer, -- and read
  alert_level integer not null, -- most severe open alert; 0 none
  draft text not null
, handled_elsewhere_at integer /* another app answers, since then; absent when this desk does */, handled_changed_at integer /* the latest word on who answers */, marketing_stopped_at integer /* the contact wants none, since then; absent while they take it */, marketing_said_at integer /* their latest word on it */, assignee blob /* staff member; absent for nobody */, assigned_by blob /* who said so last */, assigned_at integer, state_at integer /* since when it is snoozed or resolved */, state_by blob /* who put it away */, snoozed_until_at integer /* while snoozed */, back_at integer /* when its latest snooze ended by itself */, listed_at integer
  generated always as (max(last_at, coalesce(back_at, 0))) virtual /* its place in the list */, assignee_name text /* of somebody who signs in on another computer only */, assigned_name text /* who said so, where that was on another computer */, assigned_on blob /* on which computer; absent for this one */, state_name text /* who put it away, where that was on another computer */, said_at integer /* when somebody last put it away or brought it back */, said_on blob /* on which computer; absent for this one */, unread_turn integer not null default 0 /* how often it was marked unread */) strict, without rowid;
CREATE INDEX conversations_by_identity on conversations (identity);
CREATE TABLE messages (
  id integer primary key not null, -- (Unix seconds << 20) | slot, so that it sorts by time
  conversation blob not null references conversations (id) on delete cascade,
  provider_id text, -- Meta's id; absent until Meta accepted it
  provider_hash integer, -- 8 bytes of SHA-256 of channel and provider id
  outbox blob, -- the id it left under, when it left from here
  direction text not null,
  origin text not null, -- contact, desk, echo, history, automatic
  kind text not null,
  text text not null, -- kept when taken back, but neither shown nor found (evidence, RISK)
  detail text,
  at integer not null,
  status text, -- outbound only
  failure_code integer, -- Meta's code; 0 when there is none
  failure_reason text,
  sent_by text, -- name of the staff member
  reply_to text, -- provider id of the message it answers
  is_forwarded integer not null,
  is_unread integer not null,
  edited_at integer,
  deleted_at integer,
  findings text, -- JSON: what the risk rules marked
  level integer not null -- most severe finding; 0 none
, parts text /* JSON of the message's parts; absent when it has none */, parts_at integer /* when its author last changed them; absent while they are as sent */, engine text, automatic text, known_level integer) strict;
CREATE INDEX messages_by_conversation on messages (conversation, id);
CREATE INDEX messages_by_provider on messages (provider_hash) where provider_hash is not null;
CREATE INDEX messages_by_outbox on messages (outbox) where outbox is not null;
CREATE INDEX messages_unread on messages (conversation, id) where is_unread = 1;
CREATE TABLE raw_messages (
  message integer primary key not null references messages (id) on delete cascade,
  raw text not null
) strict;
CREATE TABLE message_alerts (
  alert blob primary key not null, -- its row is in clinic.db
  message integer not null references messages (id) on delete cascade
) strict, without rowid;
CREATE TABLE reactions (
  target_hash integer not null, -- as messages.provider_hash
  target text not null,
  direction text not null,
  emoji text,
  at integer not null, conversation blob /* whose; absent when its message was here already */,
  primary key (target_hash, target, direction)
) strict, without rowid;
CREATE TABLE waiting (
  id integer primary key not null,
  target_hash integer not null,
  target text not null,
  event text not null, -- JSON
  received_at integer not null
, conversation blob /* whose it was taken to be, so that it moves with the conversation */) strict;
CREATE INDEX waiting_by_target on waiting (target_hash);
CREATE INDEX waiting_by_age on waiting (received_at);
CREATE TABLE outbox (
  number integer primary key autoincrement not null, -- the order of leaving
  id blob not null unique,
  conversation blob not null references conversations (id) on delete cascade,
  channel blob not null,
  message integer not null references messages (id) on delete cascade,
  payload text not null, -- JSON: what is to be sent
  state text not null, -- queued, sending, unknown, held, failed, left, sent (until delivered)
  attempts integer not null,
  next_at integer not null,
  created_at integer not null,
  last_code integer -- Meta's code of the last attempt
, act text not null default 'message' /* message, or reaction: to the row's message */, emoji text /* the reaction; absent to take it back */, provider_id text /* Meta's id of a reaction it accepted */) strict;
CREATE INDEX outbox_by_state on outbox (state, next_at);
CREATE INDEX outbox_by_conversation on outbox (conversation, number);
CREATE INDEX outbox_by_message on outbox (message);
CREATE TABLE private_keys (
  name text primary key not null,
  value blob not null
) strict, without rowid;
CREATE VIRTUAL TABLE message_words using fts5 (
  words, content = '', contentless_delete = 1, prefix = '2 3 4', tokenize = 'unicode61 remove_diacritics 0'
);
CREATE INDEX outbox_by_provider on outbox (channel, provider_id) where provider_id is not null;
CREATE TABLE comments (
  message integer primary key not null references messages (id) on delete cascade,
  conversation blob not null references conversations (id) on delete cascade,
  comment_id text not null, -- Meta's id, which a private reply names
  at integer not null,
  answer integer references messages (id) on delete set null, -- the private reply that left from here
  is_answered integer not null -- one went out from elsewhere, or Meta takes none
) strict;
CREATE INDEX comments_by_conversation on comments (conversation, at);
CREATE INDEX comments_by_answer on comments (answer) where answer is not null;
CREATE TABLE media (
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
, card integer /* of its message's carousel, from 0; absent for a file of the message itself */) strict;
CREATE INDEX media_due on media (next_at) where state = 'waiting';
CREATE INDEX media_by_message on media (message, position) where message is not null;
CREATE INDEX media_by_conversation on media (conversation);
CREATE INDEX media_staged on media (created_at) where message is null;
CREATE TABLE records (
  identity blob primary key not null references identities (id) on delete cascade,
  born_on text, -- 1984-03-07
  number text, -- the clinic's own
  language text, -- ISO 639, two letters
  chosen_status text, -- the lead's status that a person set last
  chosen_at integer,
  chosen_by text, -- their name then
  lost_reason text
, chosen_on blob /* on which computer; absent for this one */) strict, without rowid;
CREATE INDEX records_by_number on records (number) where number is not null;
CREATE INDEX identities_by_lead_status on identities (lead_status, since_at) where lead_status is not null;
CREATE INDEX messages_answering on messages (conversation) where direction = 'outbound' and (origin = 'echo'
  or (origin = 'desk' and status in ('sent', 'delivered', 'read', 'played')));
CREATE TABLE labels (
  id blob primary key not null,
  name text not null,
  folded_name text not null unique,
  colour text not null, -- grey, teal, blue, purple, pink, orange, green
  created_at integer not null
) strict, without rowid;
CREATE TABLE identity_labels (
  identity blob not null references identities (id) on delete cascade,
  label blob not null references labels (id) on delete cascade,
  added_at integer not null,
  added_by text not null,
  primary key (identity, label)
) strict, without rowid;
CREATE INDEX identity_labels_by_label on identity_labels (label);
CREATE TABLE notes (
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
, text_on blob /* on which computer it was last written; absent for this one */, marked_at integer /* when it was last pinned or taken away, or back */, marked_on blob /* on which computer; absent for this one */) strict, without rowid;
CREATE INDEX notes_by_identity on notes (identity, at);
CREATE TABLE consents (
  id blob primary key not null,
  identity blob not null references identities (id) on delete cascade,
  purpose text not null, -- messages, marketing, photographs, ai_summary, sharing
  act text not null, -- given, withdrawn
  how text not null, -- signed, in_person, by_phone, by_message, by_form
  at integer not null, -- when it was said
  recorded_at integer not null,
  recorded_by text not null
) strict, without rowid;
CREATE INDEX consents_by_identity on consents (identity, at);
CREATE TRIGGER consents_keep before update on consents begin select raise(abort, 'consents are append-only'); end;
CREATE TRIGGER consents_stay before delete on consents when exists (select 1 from identities where id = old.identity)
  begin select raise(abort, 'consents are append-only'); end;
CREATE INDEX conversations_open on conversations (listed_at, channel, last_message)
  where state = 'open' and last_message is not null;
CREATE INDEX conversations_held on conversations (assignee, listed_at, channel, last_message)
  where state = 'open' and last_message is not null;
CREATE INDEX conversations_unread on conversations (listed_at, channel, last_message, unread, state)
  where state = 'open' and last_message is not null and unread > 0;
CREATE INDEX conversations_risk on conversations (listed_at, channel, last_message, alert_level)
  where last_message is not null and alert_level > 0;
CREATE INDEX conversations_by_window on conversations (window_opened_at, channel, last_message)
  where state = 'open' and last_message is not null;
CREATE INDEX conversations_snoozed on conversations (snoozed_until_at, channel) where state = 'snoozed';
CREATE INDEX conversations_resolved on conversations (listed_at, channel, last_message)
  where state = 'resolved' and last_message is not null;
CREATE INDEX conversations_assigned on conversations (assignee) where assignee is not null;
CREATE TABLE drafts (
  conversation blob not null references conversations (id) on delete cascade,
  author blob not null, -- staff member; zeros where nobody knows
  author_name text not null, -- as it was then
  text text not null,
  at integer not null,
  primary key (conversation, author)
) strict, without rowid;
CREATE TABLE same_people ( -- identities that are one person; a person of one has no rows. The truth is in clinic.db
  identity blob primary key not null, -- its row may not be here yet
  person blob not null -- the identity that all of them name
) strict, without rowid;
CREATE INDEX same_people_by_person on same_people (person);
CREATE INDEX waiting_by_conversation on waiting (conversation) where conversation is not null;
CREATE INDEX reactions_by_conversation on reactions (conversation) where conversation is not null;
CREATE INDEX messages_with_cards on messages (conversation) where kind = 'contacts';
CREATE TABLE rule_verdicts (
  alert blob not null, -- its row is in clinic.db
  rule text not null, -- as in findings
  conversation blob not null references conversations (id) on delete cascade,
  is_right integer not null,
  at integer not null, -- when somebody said so, in ms
  primary key (alert, rule)
) strict, without rowid;
CREATE INDEX rule_verdicts_by_conversation on rule_verdicts (conversation);
CREATE TABLE tone_readers ( -- which reader reads here; no row: nothing is read, as among the leads
  version integer primary key not null
) strict;
CREATE TABLE tones (
  message integer primary key not null references messages (id) on delete cascade,
  conversation blob not null,
  at integer not null, -- when it was written
  reader integer not null, -- the version that read it; 0: to be read
  value real, -- -1 to 1; absent when its words have no tone, or are yet to be read
  words integer not null -- how many words were read; 0 without any
) strict;
CREATE INDEX tones_due on tones (message) where reader = 0;
CREATE INDEX tones_by_conversation on tones (conversation, at);
CREATE TRIGGER tones_due_on_arrival after insert on messages
  when new.direction = 'inbound' and new.kind <> 'system' and new.deleted_at is null
    and exists (select 1 from tone_readers)
    and (select is_patient from identities join conversations on conversations.identity = identities.id
         where conversations.id = new.conversation) = 1
begin
  insert or ignore into tones (message, conversation, at, reader, value, words)
  values (new.id, new.conversation, new.at, 0, null, 0);
end;
CREATE TRIGGER tones_due_on_change after update of text, kind on messages
  when exists (select 1 from tones where message = new.id)
begin
  update tones set reader = 0, value = null, words = 0 where message = new.id;
end;
CREATE TRIGGER tones_due_of_a_patient after update of is_patient on identities
  when new.is_patient = 1 and old.is_patient = 0 and exists (select 1 from tone_readers)
begin
  insert or ignore into tones (message, conversation, at, reader, value, words)
  select messages.id, conversation, at, 0, null, 0
  from messages join conversations on conversations.id = messages.conversation
  where conversations.identity = new.id and direction = 'inbound' and kind <> 'system' and deleted_at is null;
end;
CREATE TRIGGER tones_gone_of_a_lead after update of is_patient on identities when new.is_patient = 0
begin
  delete from tones where conversation in (select id from conversations where identity = new.id);
end;
CREATE TRIGGER tones_gone_on_revoke after update of deleted_at on messages when new.deleted_at is not null
begin
  delete from tones where message = new.id;
end;
CREATE TABLE day_summaries (
  id blob primary key not null,
  identity blob not null references identities (id) on delete cascade, -- the first of the person's contacts here
  day text not null, -- 2026-11-20, by the clinic's clock
  maker text not null, -- extract, draft
  made_at integer not null, -- in ms
  engine text not null, -- the version of what made it
  model text, -- a draft's only
  host text, -- where that model was asked
  messages integer not null, -- from how many it was made
  fingerprint blob not null, -- SHA-256 of what it was made from
  facts text not null, -- JSON: what was counted
  unique (identity, day, maker)
) strict, without rowid;
CREATE INDEX day_summaries_by_day on day_summaries (day);
CREATE TABLE summary_lines (
  summary blob not null references day_summaries (id) on delete cascade,
  part text not null, -- key_sentence, unanswered, appointment, medication, point, theme
  number integer not null, -- its place in that part, from 0
  evidence integer not null, -- which of its messages, from 0
  message integer not null references messages (id) on delete cascade,
  starts integer not null, -- bytes of the message's text
  ends integer not null,
  words_start integer, -- the words that name something, inside them
  words_end integer,
  said text, -- a draft's own words; absent where the message's are quoted
  primary key (summary, part, number, evidence)
) strict, without rowid;
CREATE INDEX summary_lines_by_message on summary_lines (message);
CREATE TABLE transcripts (
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
CREATE INDEX transcripts_due on transcripts (next_at) where state in ('queued', 'decoding', 'transcribing');
CREATE INDEX transcripts_unheard on transcripts (since_at)
  where state in ('queued', 'decoding', 'transcribing', 'failed') and is_shown = 0;
CREATE INDEX transcripts_by_message on transcripts (message);
CREATE INDEX transcripts_by_conversation on transcripts (conversation);
CREATE INDEX transcripts_by_sound on transcripts (sha256) where state in ('done', 'uncertain');
CREATE TABLE interest_dismissals (
  identity blob primary key not null references identities (id) on delete cascade,
  at integer not null,
  staff blob not null,
  staff_name text not null -- as it was then
) strict, without rowid;
CREATE TABLE together_queue (
  note blob primary key not null,
  conversation blob not null references conversations (id) on delete cascade,
  about text not null, -- sent, read
  outbox blob, -- the message that was sent, by the id it left under
  done_at integer not null
, subject blob /* which internal note */) strict, without rowid;
CREATE INDEX together_queue_by_conversation on together_queue (conversation);
CREATE INDEX together_queue_by_age on together_queue (done_at);
CREATE TABLE label_words ( -- the last word on who has a label: labels have other ids on each computer
  identity blob not null references identities (id) on delete cascade,
  folded_name text not null, -- as labels.folded_name
  name text not null,
  colour text not null,
  has integer not null,
  by_name text not null, -- who said so
  at integer not null,
  said_on blob, -- on which computer; absent for this one
  primary key (identity, folded_name)
) strict, without rowid;
CREATE TABLE emergency_contacts (
  identity blob primary key not null references identities (id) on delete cascade,
  name text not null,
  relation text not null, -- in the clinic's words; may be empty
  number text not null, -- E.164
  written_at integer not null,
  written_by text not null -- their name then
) strict, without rowid;
CREATE TABLE transcript_pieces (
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
CREATE INDEX transcript_pieces_by_conversation on transcript_pieces (conversation);
CREATE TABLE heard_queue (
  note blob primary key not null,
  media blob not null unique references transcripts (media) on delete cascade,
  conversation blob not null references conversations (id) on delete cascade,
  done_at integer not null -- in ms
) strict, without rowid;
CREATE INDEX heard_queue_by_conversation on heard_queue (conversation);
