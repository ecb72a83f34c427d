CREATE TABLE settings (
  name text primary key not null,
  value text not null -- JSON
) strict, without rowid;
CREATE TABLE staff (
  id blob primary key not null,
  name text not null,
  role text not null, -- owner, clinician, assistant
  created_at integer not null
) strict, without rowid;
CREATE TABLE key_pairs (
  name text primary key not null, -- device_hpke, device_signing, clinic_identity, clinical_spool, people_index
  public blob, -- absent for keys without a public half
  private blob -- absent where only the public half belongs here
) strict, without rowid;
CREATE TABLE epochs (
  number integer primary key not null,
  public blob not null,
  private blob not null,
  created_at integer not null
) strict;
CREATE TABLE relay_link (
  id integer primary key not null check (id = 1),
  url text not null,
  clinic text not null, -- the clinic's id at the relay
  device text not null, -- this desktop's id at the relay
  token blob not null, -- sealed by the token key
  cursor integer not null, -- everything up to here is durable in this file
  last_contact_at integer
) strict;
CREATE TABLE channels (
  id blob primary key not null,
  kind text not null,
  asset_id text not null, -- WhatsApp Business Account, Page or Instagram account
  number_id text, -- WhatsApp's phone number id
  shown text not null, -- number or account name as shown
  name text not null, -- as patients see it
  side text not null, -- where unknown senders go
  is_on integer not null,
  state text not null, -- connected, waiting_for_message, sign_in_again, paused
  quality text, -- at Meta: GREEN, YELLOW, RED
  last_webhook_at integer,
  proved_at integer, -- the first inbound message
  created_at integer not null
, colour text not null default 'own' /* in the inbox; own: that of its kind */, messaging_limit text /* Meta's name, for example TIER_2K */, restriction text /* Meta's word; absent while it may send */) strict, without rowid;
CREATE UNIQUE INDEX channels_by_asset on channels (kind, asset_id, coalesce(number_id, ''));
CREATE TABLE tokens (
  channel blob not null references channels (id) on delete cascade,
  name text not null, -- access, app_id, app_secret, verify_token
  sealed blob not null, -- AES-256-GCM by the token key
  primary key (channel, name)
) strict, without rowid;
CREATE TABLE templates (
  channel blob not null references channels (id) on delete cascade,
  name text not null,
  language text not null,
  template text not null, -- JSON
  synced_at integer not null, provider_id text /* Meta's id */, status text not null default '' /* Meta's word; empty until the next sync tells */, category text not null default '', quality text not null default '', reason text /* why Meta rejected, paused or disabled it */, definition text not null default '' /* JSON as Meta gave it */, status_at integer /* the latest word on each, after the sync */, category_at integer, quality_at integer,
  primary key (channel, name, language)
) strict, without rowid;
CREATE TABLE people (
  identity blob primary key not null,
  side text not null,
  is_patient integer not null,
  created_at integer not null
, person blob /* the identity it is one person with; absent when others name it, or nobody does */, language text) strict, without rowid;
CREATE TABLE people_addresses (
  hash blob primary key not null, -- HMAC-SHA-256 of the address
  identity blob not null references people (identity) on delete cascade,
  kind text not null -- phone, user_id, page_scoped
) strict, without rowid;
CREATE INDEX people_addresses_by_identity on people_addresses (identity);
CREATE TABLE people_conversations (
  identity blob not null references people (identity) on delete cascade,
  channel blob not null,
  conversation blob not null unique,
  side text not null, answered_at integer, written_at integer,
  primary key (identity, channel)
) strict, without rowid;
CREATE TABLE seen (
  hash blob primary key not null, -- 16 bytes of HMAC-SHA-256 of channel and provider id
  side text not null,
  conversation blob, -- absent for what belongs to none
  seen_at integer not null
) strict, without rowid;
CREATE INDEX seen_by_age on seen (seen_at);
CREATE TABLE alerts (
  id blob primary key not null,
  conversation blob not null,
  side text not null,
  identity blob not null,
  message_hash blob not null, -- as in seen
  level integer not null, -- 1 review, 2 today, 3 high, 4 urgent
  category text not null,
  about_other integer not null,
  raised_at integer not null, -- when the message was written
  acknowledged_by blob,
  acknowledged_name text, -- as it was then
  acknowledged_at integer, called_at integer, called_times integer not null default 0, passed_to blob, together text, shared blob /* what every computer of the clinic calls its message; absent for earlier rows */, acknowledged_on blob /* on which computer; absent where that is not known */,
  check ((acknowledged_by is null) = (acknowledged_at is null)),
  check ((acknowledged_by is null) = (acknowledged_name is null)),
  unique (message_hash, category)
) strict, without rowid;
CREATE INDEX alerts_by_conversation on alerts (conversation, raised_at);
CREATE INDEX alerts_open on alerts (level, raised_at) where acknowledged_at is null;
CREATE TABLE spool (
  id integer primary key autoincrement not null,
  side text not null,
  is_sealed integer not null, -- to the clinical spool key
  body blob not null,
  received_at integer not null
) strict;
CREATE INDEX spool_by_side on spool (side, id);
CREATE TABLE unreadable (
  id integer primary key autoincrement not null,
  kind text not null, -- Meta's field, or why it could not be read
  is_sealed integer not null, -- to the clinical spool key
  raw blob not null,
  received_at integer not null
) strict;
CREATE TABLE audit (
  id integer primary key not null,
  at integer not null,
  staff blob, -- absent for the app itself
  staff_name text not null,
  act text not null,
  detail text not null, -- JSON; ids, never words
  previous blob not null, -- SHA-256 of the row before; zeros for the first
  hash blob not null -- SHA-256 of this row and `previous`
, kind text not null default 'settings' /* sign_in, reading, sending, people, settings */, subject_kind text /* conversation, identity, staff, channel, alert */, subject blob /* its id */, result text not null default '' /* empty when it was done as said */, signature blob /* Ed25519 over `hash`; absent for rows before this version only */) strict;
CREATE TRIGGER audit_stays before delete on audit begin select raise(abort, 'audit is append-only'); end;
CREATE TABLE channel_events (
  id integer primary key autoincrement not null,
  channel blob references channels (id) on delete cascade, -- absent for an account without a number here
  asset text not null, -- Meta's id of the account
  about text not null, -- the inbox's name of what it is about
  is_warning integer not null,
  detail text not null, -- Meta's words; never a patient's
  at integer not null,
  hash blob not null unique -- of what Meta sent: told twice is told once
) strict;
CREATE INDEX channel_events_by_channel on channel_events (channel, at);
CREATE INDEX channel_events_by_asset on channel_events (asset, at);
CREATE INDEX templates_by_provider on templates (channel, provider_id) where provider_id is not null;
CREATE TABLE sign_in_attempts (
  who blob primary key not null, -- staff.id; sixteen zeros for the emergency code
  failures integer not null, -- since the last success
  last_at integer not null
) strict, without rowid;
CREATE TABLE emergency_uses (
  id blob primary key not null, -- also whom the audit names for what was done with it
  name text not null, -- as whoever used it gave it
  reason text not null, -- patient_at_risk, nobody_reachable, owner_away, other
  note blob, -- sealed to the clinical spool key
  used_at integer not null,
  until_at integer not null
) strict, without rowid;
CREATE TABLE emergency_acknowledgements (
  use blob not null references emergency_uses (id),
  owner blob not null, -- staff.id; kept when they leave
  at integer not null,
  primary key (use, owner)
) strict, without rowid;
CREATE TRIGGER audit_keeps before update on audit begin select raise(abort, 'audit is append-only'); end;
CREATE TRIGGER audit_is_signed before insert on audit when new.signature is null
  begin select raise(abort, 'every row of the audit is signed'); end;
CREATE INDEX audit_by_at on audit (at);
CREATE INDEX audit_by_staff on audit (staff, at);
CREATE INDEX audit_by_kind on audit (kind, at);
CREATE INDEX audit_by_subject on audit (subject, at);
CREATE TABLE api_calls (
  id integer primary key not null,
  at integer not null,
  method text not null,
  endpoint text not null, -- with {id} for every id
  result text not null, -- the HTTP status, or why there was none
  latency_ms integer not null,
  previous blob not null, -- as in audit
  hash blob not null,
  signature blob not null
) strict;
CREATE INDEX api_calls_by_at on api_calls (at);
CREATE TRIGGER api_calls_keep before update on api_calls begin select raise(abort, 'api_calls is append-only'); end;
CREATE INDEX people_by_person on people (person) where person is not null;
CREATE TABLE people_acts ( -- what was said by hand about who is who, so that it can be taken back
  id blob primary key not null,
  act text not null, -- join, take_out, keep_apart
  changes text not null, -- JSON: what each identity named before and after
  concerns text not null, -- JSON: the identities whose conversations show it
  staff blob not null,
  staff_name text not null, -- as it was then
  at integer not null,
  undone_at integer
) strict, without rowid;
CREATE INDEX people_acts_by_time on people_acts (at);
CREATE TABLE people_apart ( -- two that a person said are not the same
  one blob not null, -- the smaller id
  other blob not null,
  primary key (one, other)
) strict, without rowid;
CREATE TABLE people_behind ( -- identities whose rows in a side's database are behind what is said here
  identity blob not null,
  side text not null,
  primary key (identity, side)
) strict, without rowid;
CREATE TABLE moves ( -- from one side's database to the other's; gone when all of it is done
  id blob primary key not null,
  identity blob not null, -- of the person that moves
  from_side text not null,
  to_side text not null,
  joins blob, -- the patient they are made one with
  staff blob not null,
  staff_name text not null,
  begun_at integer not null,
  identities text, -- JSON: who moved; absent until the index is switched
  conversations text -- JSON: what moved
) strict, without rowid;
CREATE TABLE quick_replies (
  id blob primary key not null,
  owner blob references staff (id) on delete cascade, -- absent for everybody's
  shortcut text not null, -- one word in lower case, without its slash
  text text not null,
  language text, -- for example pt; absent for any
  side text, -- absent for both
  folded text not null, -- words of shortcut and text as search sees them, each after a space
  changed_at integer not null
) strict, without rowid;
CREATE UNIQUE INDEX quick_replies_by_shortcut
  on quick_replies (coalesce(owner, zeroblob(16)), shortcut, coalesce(language, ''), coalesce(side, ''));
CREATE TABLE locked_files (
  id blob primary key not null, -- of the file, as in `media` later, and the name of its encrypted file
  channel blob not null,
  source blob, -- what it is fetched by, sealed by the token key; absent once the file is here
  key blob, -- of the encrypted file, sealed to the clinical spool key; written before the file is
  attempts integer not null,
  next_at integer not null, -- when it may be fetched next
  created_at integer not null
) strict, without rowid;
CREATE TABLE legal_holds ( -- people nothing of whom may be erased
  identity blob primary key not null references people (identity) on delete cascade,
  reason blob not null, -- sealed to the clinical spool key
  staff blob not null, -- who said so
  staff_name text not null, -- as it was then
  at integer not null
) strict, without rowid;
CREATE TABLE erasures ( -- who is no more here, so that a copy put back can be told to erase them again
  identity blob primary key not null,
  side text not null,
  reason text not null, -- asked, not_needed, mistake, other, retention
  staff blob, -- absent for a rule of retention
  staff_name text not null, -- as it was then
  at integer not null
) strict, without rowid;
CREATE TABLE erasing ( -- what of an erasure is left to do on a side; gone when all of it is done
  identity blob not null references erasures (identity),
  side text not null,
  conversations text not null, -- JSON: what the index said
  traces blob, -- what to look for among what could not be read, sealed to the clinical spool key
  primary key (identity, side)
) strict, without rowid;
CREATE TABLE alert_steps (
  alert blob not null references alerts (id) on delete cascade,
  number integer not null, -- 1, 2, …
  kind text not null, -- passed, called, outcome, wrong
  staff blob not null,
  name text not null, -- of that member, then
  at integer not null, -- in ms
  colleague blob, -- to whom it was passed
  colleague_name text,
  code text, done_on blob /* on which computer; absent where that is not known */, note blob /* the note that tells of it */, -- which outcome, or why it was wrong
  primary key (alert, number)
) strict, without rowid;
CREATE TABLE acknowledgements (
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
, shared blob /* what every computer calls its contact; absent until it leaves */) strict, without rowid;
CREATE INDEX acknowledgements_by_conversation on acknowledgements (conversation, created_at);
CREATE INDEX acknowledgements_by_state on acknowledgements (state, next_at);
CREATE TABLE alert_parts ( -- the other messages it was read together with
  alert blob not null references alerts (id) on delete cascade,
  message_hash blob not null, -- as in seen
  primary key (alert, message_hash)
) strict, without rowid;
CREATE INDEX alerts_high on alerts (raised_at) where level >= 3;
CREATE TABLE signs ( -- what messages of the last days left behind; pruned
  message_hash blob not null,
  sign text not null, -- written, found, weak, taken_back
  category text not null, -- empty where there is none
  words integer not null, -- keyed number of a weak sign's words; 0 otherwise
  level integer not null, -- 0 where there is none
  points integer not null,
  is_means integer not null,
  conversation blob not null,
  at integer not null, -- when it was written, changed or taken back, in ms
  calls integer not null, -- 0 for what was handed over as history
  filed_at integer not null,
  primary key (message_hash, sign, category, words, level)
) strict, without rowid;
CREATE INDEX signs_by_conversation on signs (conversation);
CREATE INDEX signs_by_age on signs (filed_at);
CREATE TABLE reminders ( -- what became of a reminder; that one is due follows from the alert
  alert blob not null references alerts (id) on delete cascade,
  kind text not null, -- silence, follow_up
  called_at integer, -- when people were called about it, in ms
  called_times integer not null default 0,
  settled_by blob, -- whoever ended it
  settled_name text, -- as it was then
  settled_at integer,
  primary key (alert, kind)
) strict, without rowid;
CREATE TABLE phrases ( -- the clinic's own
  id blob primary key not null,
  words text not null, -- as they were written
  language text not null, -- en, es, pt, el
  fit text not null, -- exact, contains, with_gap
  category text not null,
  level integer not null,
  changed_by blob not null,
  changed_name text not null, -- as it was then
  changed_at integer not null
, changed_on blob /* on which computer; absent for this one */) strict, without rowid;
CREATE TABLE shields ( -- false alarms: exactly these words of this person go to review until a day
  id blob primary key not null,
  words_hash blob not null unique, -- HMAC of identity, rule and words
  identity blob not null,
  alert blob not null, -- by which it was said
  rule text not null,
  reason text not null,
  staff blob not null,
  staff_name text not null, -- as it was then
  at integer not null,
  until_at integer not null
) strict, without rowid;
CREATE INDEX shields_by_identity on shields (identity);
CREATE TABLE lowered_rules ( -- rules that raise no more than a review here
  rule text primary key not null,
  staff blob not null,
  staff_name text not null, -- as it was then
  at integer not null
) strict, without rowid;
CREATE TABLE assist_usage (
  id blob primary key not null,
  feature text not null, -- summaries, transcription
  place text not null, -- local, cloud
  endpoint text not null, -- host and port
  model text not null,
  at integer not null, -- in ms
  expires_at integer not null, -- a reservation nobody ended counts until then
  status text not null, -- reserved, done, failed
  tokens_in integer not null,
  tokens_out integer not null,
  audio_ms integer not null,
  cost_micro integer not null, -- millionths of the currency; of a reservation the most that it may cost
  currency text not null -- EUR
) strict, without rowid;
CREATE INDEX assist_usage_by_time on assist_usage (at);
CREATE TABLE assist_keys (
  origin text primary key not null, -- https://api.example.com: a key goes nowhere else
  sealed blob not null -- by the token key
) strict, without rowid;
CREATE INDEX alerts_by_shared on alerts (shared, category) where shared is not null;
CREATE UNIQUE INDEX alert_steps_by_note on alert_steps (note) where note is not null;
CREATE TABLE together_queue ( -- acts about flags that the other computers have yet to be told
  note blob primary key not null,
  alert blob not null references alerts (id) on delete cascade,
  act text not null, -- JSON: codes, ids and names of staff
  done_at integer not null
) strict, without rowid;
CREATE INDEX together_queue_by_alert on together_queue (alert);
CREATE TABLE together_seen ( -- notes that were used here or were written here
  note blob primary key not null,
  written_at integer not null
) strict, without rowid;
CREATE INDEX together_seen_by_age on together_seen (written_at);
CREATE TABLE together_waiting ( -- acts about flags that were not raised here yet
  note blob primary key not null,
  shared blob not null, -- as alerts.shared
  category text not null,
  device blob not null, -- the computer it was done on
  act text not null, -- as together_queue.act
  written_at integer not null
) strict, without rowid;
CREATE INDEX together_waiting_by_alert on together_waiting (shared, category);
CREATE TABLE together_refused ( -- notes that could not be used, by why
  why text primary key not null,
  count integer not null,
  last_at integer not null
) strict, without rowid;
CREATE TABLE removed_phrases (
  id blob primary key not null,
  removed_at integer not null,
  removed_on blob, -- on which computer; absent for this one
  removed_by blob not null, -- staff
  removed_name text not null -- as it was then
) strict, without rowid;
CREATE TABLE answered_elsewhere ( -- when another computer last answered somebody by itself
  shared blob primary key not null, -- as acknowledgements.shared
  at integer not null
) strict, without rowid;
CREATE TABLE together_clinic_queue ( -- what the others have yet to be told: what it says is read when it is told
  note blob primary key not null,
  about text not null, -- phrase, answered
  subject blob not null, -- the phrase, the acknowledgement
  done_at integer not null
) strict, without rowid;
CREATE TABLE together_met ( -- computers that were told what holds for the whole clinic
  device blob primary key not null
) strict, without rowid;
CREATE TABLE erased_addresses ( -- where somebody was who was erased; forgotten once nothing of before can come any more
  hash blob primary key not null, -- as in people_addresses
  erased_at integer not null
) strict, without rowid;
CREATE TABLE audit_breaks ( -- a chain that was broken and begun anew; the entry that begins it holds the hash of this
  entry integer primary key not null, -- the first of the new chain
  reason text not null, -- in the words of whoever decided
  found text not null -- JSON: what was wrong, where the old chain stood, what its signed file said
) strict;
CREATE TRIGGER audit_breaks_keep before update on audit_breaks
  begin select raise(abort, 'audit_breaks is append-only'); end;
CREATE TRIGGER audit_breaks_stay before delete on audit_breaks
  begin select raise(abort, 'audit_breaks is append-only'); end;
CREATE TABLE alert_asked (
  alert blob not null references alerts (id) on delete cascade,
  level integer not null, -- of the flag then: one that rises asks anew
  staff blob not null, -- who was asked
  name text not null, -- of that member, then
  at integer not null, -- in ms
  primary key (alert, level, staff)
) strict, without rowid;
CREATE TABLE protocols (
  version integer primary key, -- 1, 2, …
  steps text, -- JSON: the steps of each level; absent for the original
  saved_at integer not null,
  staff blob not null,
  staff_name text not null -- then
) strict;
CREATE TABLE protocol_ticks ( -- which steps were done about a flag
  alert blob not null references alerts (id) on delete cascade,
  version integer not null, -- of the protocol; 0 for the original
  step integer not null, -- from 0
  staff blob not null,
  name text not null, -- of that member, then
  at integer not null,
  primary key (alert, version, step)
) strict, without rowid;
CREATE TABLE staff_phones ( -- on which telephone somebody of the staff is rung first
  staff blob primary key not null references staff (id) on delete cascade,
  number text not null -- E.164
) strict, without rowid;
CREATE TABLE phone_keys ( -- the token of the telephone vendor's account, sealed with the token key
  account text primary key not null,
  sealed blob not null
) strict, without rowid;
CREATE TABLE assist_months (
  began_at integer not null, -- the month's first instant by the clinic's clock, in ms
  currency text not null, -- EUR
  monthly_micro integer not null, -- millionths of the currency
  primary key (began_at, currency)
) strict, without rowid;
