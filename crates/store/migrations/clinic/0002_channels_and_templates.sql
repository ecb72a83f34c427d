-- What Meta tells about channels, and templates with all that Meta says of them.

alter table channels add column colour text not null default 'own' /* in the inbox; own: that of its kind */;
alter table channels add column messaging_limit text /* Meta's name, for example TIER_2K */;
alter table channels add column restriction text /* Meta's word; absent while it may send */;

create table channel_events (
  id integer primary key autoincrement not null,
  channel blob references channels (id) on delete cascade, -- absent for an account without a number here
  asset text not null, -- Meta's id of the account
  about text not null, -- the inbox's name of what it is about
  is_warning integer not null,
  detail text not null, -- Meta's words; never a patient's
  at integer not null,
  hash blob not null unique -- of what Meta sent: told twice is told once
) strict;
create index channel_events_by_channel on channel_events (channel, at);
create index channel_events_by_asset on channel_events (asset, at);

alter table templates add column provider_id text /* Meta's id */;
alter table templates add column status text not null default '' /* Meta's word; empty until the next sync tells */;
alter table templates add column category text not null default '';
alter table templates add column quality text not null default '';
alter table templates add column reason text /* why Meta rejected, paused or disabled it */;
alter table templates add column definition text not null default '' /* JSON as Meta gave it */;
alter table templates add column status_at integer /* the latest word on each, after the sync */;
alter table templates add column category_at integer;
alter table templates add column quality_at integer;
create index templates_by_provider on templates (channel, provider_id) where provider_id is not null;
