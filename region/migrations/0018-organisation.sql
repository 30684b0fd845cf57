-- Tenants. A page belongs to one, or to the installation itself, for as long as it lives.
create table organisation (id uuid primary key, name text not null, created_at timestamptz not null);
alter table page add column organisation uuid;
create index page_organisation on page (organisation, id) where organisation is not null;
alter table api_key add column organisation uuid;
alter table api_key add column expires_at timestamptz;
create index api_key_organisation on api_key (organisation, id) where organisation is not null;
-- When a key was last used in this region, as far as its servers have noted down: each tells once a minute. Not replicated.
create table api_key_use (key uuid primary key, used_at timestamptz not null);
