-- What is said in other languages, by language, and incidents that have to do with one.
alter table incident add column texts jsonb not null default '{}', add column related jsonb not null default '[]';
alter table incident_update add column texts jsonb not null default '{}';
alter table maintenance add column texts jsonb not null default '{}';
alter table maintenance_update add column texts jsonb not null default '{}';
-- What a team writes for itself about an incident: nobody reads it without a key.
create table incident_note (incident uuid primary key, page uuid not null, notes jsonb not null);
