-- Working together: who looks after a conversation, until when it is put away, and what each person was writing.

alter table conversations add column assignee blob /* staff member; absent for nobody */;
alter table conversations add column assigned_by blob /* who said so last */;
alter table conversations add column assigned_at integer;
alter table conversations add column state_at integer /* since when it is snoozed or resolved */;
alter table conversations add column state_by blob /* who put it away */;
alter table conversations add column snoozed_until_at integer /* while snoozed */;
alter table conversations add column back_at integer /* when its latest snooze ended by itself */;
alter table conversations add column listed_at integer
  generated always as (max(last_at, coalesce(back_at, 0))) virtual /* its place in the list */;

-- What the tabs list and count, each by one scan of its index. All that a tab asks stands in them: counts read no row.
drop index conversations_newest;
drop index conversations_unread;
drop index conversations_risk;
drop index conversations_by_window;
create index conversations_open on conversations (listed_at, channel, last_message)
  where state = 'open' and last_message is not null;
create index conversations_held on conversations (assignee, listed_at, channel, last_message)
  where state = 'open' and last_message is not null;
create index conversations_unread on conversations (listed_at, channel, last_message, unread, state)
  where state = 'open' and last_message is not null and unread > 0;
create index conversations_risk on conversations (listed_at, channel, last_message, alert_level)
  where last_message is not null and alert_level > 0;
create index conversations_by_window on conversations (window_opened_at, channel, last_message)
  where state = 'open' and last_message is not null;
create index conversations_snoozed on conversations (snoozed_until_at, channel) where state = 'snoozed';
create index conversations_resolved on conversations (listed_at, channel, last_message)
  where state = 'resolved' and last_message is not null;
create index conversations_assigned on conversations (assignee) where assignee is not null;

-- `conversations.draft` stays empty from now on: what was there belongs to nobody known.
create table drafts (
  conversation blob not null references conversations (id) on delete cascade,
  author blob not null, -- staff member; zeros where nobody knows
  author_name text not null, -- as it was then
  text text not null,
  at integer not null,
  primary key (conversation, author)
) strict, without rowid;
insert into drafts (conversation, author, author_name, text, at)
  select id, zeroblob(16), '', draft, last_at from conversations where trim(draft) <> '';
update conversations set draft = '' where draft <> '';
