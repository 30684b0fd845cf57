-- Resources that are no more than their fields. One gets a table of its own when SQL has to look into these.
create table record (
  kind text not null,
  id uuid not null,
  page uuid not null,
  fields jsonb not null,
  removed boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (id, kind)
);
create index record_listed on record (page, kind, id) where not removed;
