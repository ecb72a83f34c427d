-- Files of patients' messages that came while nobody was signed in, until the drain knows them.
create table locked_files (
  id blob primary key not null, -- of the file, as in `media` later, and the name of its encrypted file
  channel blob not null,
  source blob, -- what it is fetched by, sealed by the token key; absent once the file is here
  key blob, -- of the encrypted file, sealed to the clinical spool key; written before the file is
  attempts integer not null,
  next_at integer not null, -- when it may be fetched next
  created_at integer not null
) strict, without rowid;
