-- What people of the clinic say on one computer and the others are told: whose word is the last, and who said it.
alter table conversations add column assignee_name text /* of somebody who signs in on another computer only */;
alter table conversations add column assigned_name text /* who said so, where that was on another computer */;
alter table conversations add column assigned_on blob /* on which computer; absent for this one */;
alter table conversations add column state_name text /* who put it away, where that was on another computer */;
alter table conversations add column said_at integer /* when somebody last put it away or brought it back */;
alter table conversations add column said_on blob /* on which computer; absent for this one */;
alter table conversations add column unread_turn integer not null default 0 /* how often it was marked unread */;

alter table records add column chosen_on blob /* on which computer; absent for this one */;

alter table notes add column text_on blob /* on which computer it was last written; absent for this one */;
alter table notes add column marked_at integer /* when it was last pinned or taken away, or back */;
alter table notes add column marked_on blob /* on which computer; absent for this one */;

alter table together_queue add column subject blob /* which internal note */;

create table label_words ( -- the last word on who has a label: labels have other ids on each computer
  identity blob not null references identities (id) on delete cascade,
  folded_name text not null, -- as labels.folded_name
  name text not null,
  colour text not null,
  has integer not null,
  by_name text not null, -- who said so
  at integer not null,
  said_on blob, -- on which computer; absent for this one
  primary key (identity, folded_name)
) strict, without rowid;
