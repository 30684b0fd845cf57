-- What was purged, in order, for whoever keeps something of it in tables of its own; and how far its payloads are out of the log, which
-- is looked through in small pieces and in nobody's transaction. A row goes a month after that.
create table purged (
  id bigserial primary key,
  doc text not null,
  kind text not null,
  page uuid,
  at timestamptz not null default clock_timestamp(),
  log_origin bigint not null default 0,
  log_seq bigint not null default 0,
  is_out boolean not null default false
);
create index purged_open on purged (id) where not is_out;
create index notify_job_page on notify_job (page);
