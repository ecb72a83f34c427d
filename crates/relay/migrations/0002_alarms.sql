-- Clinics for which an alarm was raised that nobody polls; gone with the all-clear.
create table alarms (
  clinic integer primary key references clinics (row),
  claimed_at integer not null,           -- ms since 1970 UTC: when a relay took it on itself to tell
  told_at integer                        -- ms since 1970 UTC; absent until it was told
) strict;
