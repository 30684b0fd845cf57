-- Under which rule a notice is told: `majority` (each part is reserved with a majority of the regions before it is sent), `alone` (no
-- majority was to be had when it was written, or there are two regions), or null: one region, or written by an earlier version.
alter table notify_job add column telling text;

-- How far each notice is told, as this region knows it: of its own the truth, of others what they reported. `epoch` is what was
-- promised: nothing older is taken from anybody. Who was told is said in the order of subscribers: up to `told_to` everybody but those
-- in `open`; behind that, up to `reserved_to`, somebody may have been; and behind that nobody.
create table telling (
  update uuid primary key,
  epoch integer not null,
  teller text not null,
  report_epoch integer,
  reported_by text,
  step bigint not null default 0,
  reserved_to uuid,
  told_to uuid,
  open uuid[] not null default '{}',
  is_finished boolean not null default false,
  -- Only of what this region tells itself: where its notifier is, and which step a majority has.
  own jsonb,
  due_at timestamptz,
  acked_step bigint not null default 0,
  is_alone boolean not null default false,
  at timestamptz not null default clock_timestamp()
);
create index telling_under_way on telling (teller, due_at) where not is_finished or step > acked_step;
create index telling_at on telling (at);

-- What an operator ordered: to be carried out by the sync process of this region.
create table takeover_order (
  region text primary key,
  at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  notices integer
);

-- Whether this region reaches a majority of the regions, as its sync process last found, and when.
alter table mesh_state add column telling text, add column telling_at timestamptz;
