CREATE TABLE clinics (
  row integer primary key,
  id blob not null unique,               -- UUID, 16 bytes
  name text not null unique collate nocase,
  identity_key blob,                     -- Ed25519 public key; absent until the first desktop pairs
  first_device blob,                     -- UUID of the desktop that set it
  last_webhook_at integer,               -- ms since 1970 UTC, written once a minute
  made_at integer not null               -- ms since 1970 UTC
) strict;

CREATE TABLE pairing_codes (
  hash blob primary key,                 -- SHA-256 of the code
  clinic integer not null references clinics (row),
  made_at integer not null,              -- ms since 1970 UTC
  used_by blob                           -- UUID of the device that used it
) strict, without rowid;

CREATE TABLE devices (
  row integer primary key,
  id blob not null unique,               -- UUID, made by the desktop
  clinic integer not null references clinics (row),
  name text not null,
  sealing_key blob not null,             -- X25519 public key
  token_hash blob not null unique,       -- SHA-256 of the bearer token
  paired_at integer not null,            -- ms since 1970 UTC
  last_poll_at integer,                  -- ms since 1970 UTC, written once a minute
  acknowledged integer not null          -- cursor
, is_admitted integer not null default 1) strict;

CREATE TABLE epochs (
  clinic integer not null references clinics (row),
  epoch integer not null,
  public_key blob not null,              -- X25519 public key
  signature blob not null,               -- Ed25519, by the clinic's identity key
  primary key (clinic, epoch)
) strict, without rowid;

CREATE TABLE wraps (
  clinic integer not null,
  epoch integer not null,
  device integer not null references devices (row) on delete cascade,
  wrapped blob not null,
  primary key (clinic, epoch, device),
  foreign key (clinic, epoch) references epochs (clinic, epoch)
) strict, without rowid;

CREATE TABLE channels (
  object text not null,                  -- Meta's word
  asset_id text not null,
  number_id text not null,               -- WhatsApp's phone_number_id; empty for a whole asset
  clinic integer not null references clinics (row),
  is_on integer not null,
  primary key (object, asset_id, number_id)
) strict, without rowid;

CREATE TABLE apps (
  clinic integer not null references clinics (row),
  app_id text not null,
  secret text not null,
  verify_token text not null,
  primary key (clinic, app_id)
) strict, without rowid;

CREATE TABLE envelopes (
  cursor integer primary key,
  clinic integer not null,
  received_at integer not null,          -- ms since 1970 UTC
  hash integer,                          -- of the body, to keep one copy of a repeat; absent for notes
  sealed blob not null
) strict;

CREATE UNIQUE INDEX envelopes_by_hash on envelopes (clinic, hash) where hash is not null;

CREATE INDEX envelopes_by_clinic on envelopes (clinic, cursor);

CREATE TABLE places (
  id integer primary key check (id = 1),
  last_cursor integer not null
) strict;

CREATE TABLE unclaimed (
  clinic integer not null references clinics (row),
  object text not null,
  asset_id text not null,
  count integer not null,
  last_at integer not null,              -- ms since 1970 UTC
  primary key (clinic, object, asset_id)
) strict, without rowid;

CREATE TABLE alarms (
  clinic integer primary key references clinics (row),
  claimed_at integer not null,           -- ms since 1970 UTC: when a relay took it on itself to tell
  told_at integer                        -- ms since 1970 UTC; absent until it was told
) strict;

CREATE TABLE rosters (
  clinic integer primary key references clinics (row),
  number integer not null,
  body blob not null                     -- JSON, signed by the clinic
) strict;

CREATE TABLE joinings (
  device integer primary key references devices (row) on delete cascade,
  clinic integer not null references clinics (row),
  asked_at integer not null,             -- ms since 1970 UTC
  request blob not null,                 -- JSON, as each of the two sides said it
  offer blob,                            -- JSON
  reveal blob,                           -- JSON
  welcome blob                           -- JSON; there once it was let in
) strict;

CREATE INDEX joinings_by_clinic on joinings (clinic);

CREATE TABLE leases (
  clinic integer not null references clinics (row),
  name blob not null,                    -- a keyed hash of the desktops'
  holder integer references devices (row) on delete set null, -- absent when it was given up
  fencing integer not null,              -- grows with each new holder
  until_at integer not null,             -- ms since 1970 UTC
  primary key (clinic, name)
) strict, without rowid;

CREATE INDEX leases_by_holder on leases (holder);
