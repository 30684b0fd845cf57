-- What each document says that a component showed, and from when to when (`resources/src/history/span.ts`). It grows with what is written about components that are not well.
create table status_span (
  source uuid not null,
  component uuid not null,
  from_at timestamptz not null,
  to_at timestamptz,
  status component_status not null,
  primary key (source, component, from_at)
);
create index status_span_component on status_span (component, from_at);
-- What an outage counts in the uptime, in hundredths.
alter table page add column partial_outage_weight int not null default 30, add column major_outage_weight int not null default 100;
