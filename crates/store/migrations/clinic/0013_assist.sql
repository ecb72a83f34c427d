-- What assistants were asked for, without a word of what was said and without anybody's name, and what they are asked with.
create table assist_usage (
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
create index assist_usage_by_time on assist_usage (at);
create table assist_keys (
  origin text primary key not null, -- https://api.example.com: a key goes nowhere else
  sealed blob not null -- by the token key
) strict, without rowid;
