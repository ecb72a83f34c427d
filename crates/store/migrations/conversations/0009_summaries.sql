-- One person's day in short; patients only. The words stay in `messages`: a line says where in them it stands, so that
-- what goes from there is gone from here.
create table day_summaries (
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
create index day_summaries_by_day on day_summaries (day);
create table summary_lines (
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
create index summary_lines_by_message on summary_lines (message);
