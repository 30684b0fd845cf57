-- Purged documents whose payloads still have to leave the archive of the log: `next_day` is where the search goes on.
create table archive_purge (doc text primary key, next_day text not null default '', done boolean not null default false);
create index archive_purge_open on archive_purge (doc) where not done;
