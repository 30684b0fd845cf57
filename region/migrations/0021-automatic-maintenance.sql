-- A maintenance that starts and ends by itself, and what is posted then. Those that are there already go on as they were.
alter table maintenance add column automatic boolean not null default false;
alter table maintenance add column start_body text;
alter table maintenance add column end_body text;
create index maintenance_due on maintenance (starts_at) where automatic and not deleted and status <> 'completed';
