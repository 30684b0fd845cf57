-- Texts that several people write together, one for each incident; shown once the incident says that it is published.
alter table incident add column postmortem_published boolean not null default false;
create table incident_text (incident uuid primary key, page uuid not null, body text not null);
