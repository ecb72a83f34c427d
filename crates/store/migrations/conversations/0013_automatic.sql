-- What left by itself says why, and what was known then.
alter table messages add column automatic text; -- closed, open: the clinic's hours; absent for what a person sent
alter table messages add column known_level integer; -- the most severe open flag then, 0 none; absent for what a person sent
