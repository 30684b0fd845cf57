-- How readers of a private page come by a token; what opens it, as a hash; and what a page looks like and says of itself.
alter table page
  add column visibility text not null default 'tokens',
  add column password_hash text,
  add column addresses jsonb not null default '[]',
  add column more jsonb not null default '{}',
  add column features jsonb not null default '{}';
alter table organisation add column features jsonb not null default '{}';
