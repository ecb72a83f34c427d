-- What might be spent on assistants in a month: past months keep theirs, whatever is chosen later. What was spent is the
-- calls' own; one that nobody ended counts with the most that it may have cost, for good: `expires_at` only says from when
-- on it is told as one that was cut off.
create table assist_months (
  began_at integer not null, -- the month's first instant by the clinic's clock, in ms
  currency text not null, -- EUR
  monthly_micro integer not null, -- millionths of the currency
  primary key (began_at, currency)
) strict, without rowid;
