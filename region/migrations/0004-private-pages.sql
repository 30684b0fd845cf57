-- Pages that only those may read who were given a token; tokens given before `tokens_from` are void.
alter table page add column private boolean not null default false;
alter table page add column tokens_from timestamptz;
