-- What has to be told: one row for each notice, with all that is needed to tell it, however long ago its cause was compacted.
-- `cursor` is the last subscriber whose delivery stands in the ledger; both move in one transaction.
create table fanout (
  notice uuid primary key,
  kind text not null check (kind in ('notice', 'confirmation')),
  page uuid not null,
  page_name text not null,
  at timestamptz not null,
  fact jsonb,
  components jsonb not null default '[]',
  cursor uuid,
  total integer not null default 0,
  is_done boolean not null default false,
  created_at timestamptz not null
);
create index fanout_open on fanout (created_at) where not is_done;

-- One notice, one subscriber, one channel: the key makes a second intent impossible.
create table delivery (
  notice uuid not null,
  channel text not null check (channel in ('email', 'sms', 'webhook')),
  subscriber uuid not null,
  id uuid not null,
  kind text not null,
  page uuid not null,
  address text not null,
  state text not null default 'pending'
    check (state in ('pending', 'sending', 'accepted', 'delivered', 'unknown', 'suppressed', 'failed', 'dead')),
  attempt integer not null default 0,
  unknowns integer not null default 0,
  epoch integer not null default 0,
  provider text,
  provider_message text,
  error_class text,
  error_code text,
  next_at timestamptz,
  lease_until timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (notice, channel, subscriber)
) with (fillfactor = 80);
create unique index delivery_id on delivery (id);
create index delivery_due on delivery (channel, attempt, next_at) where state in ('pending', 'unknown') and next_at is not null;
create index delivery_lease on delivery (lease_until) where state = 'sending';
create index delivery_dead on delivery (updated_at) where state = 'dead';

-- Every call that was made to a provider, for those who ask afterwards. Append only.
create table attempt_log (
  id bigint generated always as identity primary key,
  delivery uuid not null,
  attempt integer not null,
  epoch integer not null,
  provider text not null,
  at timestamptz not null,
  took_ms integer not null,
  outcome text not null,
  code text
);
create index attempt_log_delivery on attempt_log (delivery);

-- Addresses that must not be written to, whoever asks. Kept as a keyed hash: the list itself tells nobody's address.
create table suppression (
  channel text not null,
  address_hash text not null,
  reason text not null,
  until timestamptz,
  at timestamptz not null,
  primary key (channel, address_hash)
);

-- Who has left by a link while the write path may have been away: obeyed at once, handed on when it is back.
create table opt_out (
  subscription uuid primary key,
  page uuid not null,
  at timestamptz not null,
  is_forwarded boolean not null default false
);
create index opt_out_waiting on opt_out (at) where not is_forwarded;

-- Callbacks of providers, each taken once.
create table provider_event (
  provider text not null,
  event text not null,
  delivery uuid,
  type text not null,
  at timestamptz not null,
  primary key (provider, event)
);
