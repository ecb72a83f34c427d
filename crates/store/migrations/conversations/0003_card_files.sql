-- Files above the cards of a carousel, and what a contact said about marketing.

alter table media add column card integer /* of its message's carousel, from 0; absent for a file of the message itself */;
alter table conversations add column marketing_stopped_at integer /* the contact wants none, since then; absent while they take it */;
alter table conversations add column marketing_said_at integer /* their latest word on it */;
