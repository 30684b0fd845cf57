-- A word before it starts, so many minutes before, and for which start that was said; when it comes again, and whether the next one was made.
alter table maintenance
  add column remind_minutes int,
  add column reminded_for timestamptz,
  add column repeats jsonb,
  add column repeated boolean not null default false,
  add column cancelled boolean not null default false;
create index maintenance_remind on maintenance (starts_at) where remind_minutes is not null and status = 'scheduled' and not deleted;
create index maintenance_repeat on maintenance (starts_at) where repeats is not null and not repeated and not deleted;
