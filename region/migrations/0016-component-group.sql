-- Headings under which components stand, and other groups. Where they stand is worked out when they are read (`resources/src/group/place.ts`).
create table component_group (
  id uuid primary key,
  page uuid not null,
  name text not null,
  description text not null,
  parent uuid,
  ord text not null collate "C",
  is_open boolean not null,
  removed boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index component_group_page on component_group (page) where not removed;
create index component_group_removed on component_group (parent) where removed;
-- What was said, also of a group that is not there any more.
alter table component add column group_id uuid;
