-- What metrics were, as it was pushed: a partition for each day of the last fortnight, made ahead and dropped when it has been thinned out.
-- It grows with what is pushed in a fortnight.
create table metric_point (
  metric uuid not null,
  at timestamptz not null,
  value double precision not null,
  -- Of two writes for one moment the later holds, in every region the same.
  hlc bigint not null,
  region int not null,
  primary key (metric, at)
) partition by range (at);
create table metric_point_default partition of metric_point default;
-- What was before, by five minutes and, after three months, by hours: some 36,000 rows a metric, however often it is pushed.
create table metric_rollup (
  metric uuid not null,
  -- Seconds.
  width int not null,
  at timestamptz not null,
  min double precision not null,
  max double precision not null,
  sum double precision not null,
  count bigint not null,
  primary key (metric, width, at)
);
create index metric_rollup_age on metric_rollup (width, at);
