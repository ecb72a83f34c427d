-- What the clinic's computers tell each other that belongs to no conversation: the clinic's own phrases, and whom one of
-- them answered by itself.
alter table phrases add column changed_on blob /* on which computer; absent for this one */;

create table removed_phrases (
  id blob primary key not null,
  removed_at integer not null,
  removed_on blob, -- on which computer; absent for this one
  removed_by blob not null, -- staff
  removed_name text not null -- as it was then
) strict, without rowid;

alter table acknowledgements add column shared blob /* what every computer calls its contact; absent until it leaves */;

create table answered_elsewhere ( -- when another computer last answered somebody by itself
  shared blob primary key not null, -- as acknowledgements.shared
  at integer not null
) strict, without rowid;

create table together_clinic_queue ( -- what the others have yet to be told: what it says is read when it is told
  note blob primary key not null,
  about text not null, -- phrase, answered
  subject blob not null, -- the phrase, the acknowledgement
  done_at integer not null
) strict, without rowid;

create table together_met ( -- computers that were told what holds for the whole clinic
  device blob primary key not null
) strict, without rowid;
