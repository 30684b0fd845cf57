-- What people say of a component and no query asks for: it needs no column of its own.
alter table component add column more jsonb not null default '{}';
