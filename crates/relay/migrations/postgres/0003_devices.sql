-- Desktops that are let in by the clinic's others, and what is to be done by one of them at a time.

-- Whether it may fetch: a newcomer may not until one of the clinic's desktops has let it in.
alter table devices add column is_admitted boolean not null default true;

create table rosters (
  clinic bigint primary key references clinics (row),
  number bigint not null,
  body bytea not null                     -- JSON, signed by the clinic
);

create table joinings (
  device bigint primary key references devices (row) on delete cascade,
  clinic bigint not null references clinics (row),
  asked_at bigint not null,             -- ms since 1970 UTC
  request bytea not null,                 -- JSON, as each of the two sides said it
  offer bytea,                            -- JSON
  reveal bytea,                           -- JSON
  welcome bytea                           -- JSON; there once it was let in
);

create index joinings_by_clinic on joinings (clinic);

create table leases (
  clinic bigint not null references clinics (row),
  name bytea not null,                    -- a keyed hash of the desktops'
  holder bigint references devices (row) on delete set null, -- absent when it was given up
  fencing bigint not null,              -- grows with each new holder
  until_at bigint not null,             -- ms since 1970 UTC
  primary key (clinic, name)
);

create index leases_by_holder on leases (holder);
