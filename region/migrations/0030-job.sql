-- Long work that somebody asked this region for, and how far it is. It stays here: no other region hears of it, but of what it writes.
create table job (
  id uuid primary key,
  -- Whose it is: a page's, or an organisation's.
  owner uuid not null,
  kind text not null,
  -- receiving, then running, then done, failed or cancelled.
  state text not null,
  asked jsonb not null,
  actor text not null,
  -- How far the upload is here, in whole rows: whoever broke off goes on there.
  received_bytes bigint not null default 0,
  received_lines int not null default 0,
  received_rows int not null default 0,
  format jsonb,
  done_rows int not null default 0,
  added int not null default 0,
  already int not null default 0,
  refused int not null default 0,
  -- The first ones only.
  refusals jsonb not null default '[]',
  detail text,
  -- Who works on it now, and until when nobody else does.
  epoch int not null default 0,
  lease_until timestamptz,
  -- Begun so often since it last got on.
  tries int not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp(),
  moved_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
) with (fillfactor = 70);
create index job_owner on job (owner, created_at desc, id desc);
create index job_due on job (next_at) where state = 'running';
create index job_receiving on job (moved_at) where state = 'receiving';
create index job_ended on job (ended_at) where ended_at is not null;

-- What was sent and is not done yet.
create table job_row (job uuid not null, line int not null, fields jsonb not null, primary key (job, line));
