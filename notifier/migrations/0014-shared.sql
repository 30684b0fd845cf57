-- concurrently: one row a delivery. Of what is told with other regions standing by, what is still open is looked for again and again.
alter table delivery add column if not exists is_shared boolean not null default false;
drop index concurrently if exists delivery_open;
create index concurrently delivery_open on delivery (notice, subscriber) where is_shared and state in ('pending', 'sending', 'unknown');
