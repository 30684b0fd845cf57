-- Who asked for a job, as each of its writes says: a key or a person, and from where.
alter table job add column actor_kind text not null default 'key', add column actor_from text;
