-- Everything one region knows. `doc` is the truth; the typed read model below it can be rebuilt from `doc` at any time.

create type component_status as enum ('operational', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage');

-- One small document: its whole state, rewritten by each write. Room is left in each page so that a rewrite stays beside the old row.
create table doc (
  id text primary key,
  kind text not null,
  page uuid,
  state bytea not null default ''::bytea,
  hlc bigint not null default 0,
  rev bigint not null default 0,
  hash bytea not null default ''::bytea,
  -- Set when this version of the code cannot read it: it is carried untouched and folded again after an upgrade.
  unprojected boolean not null default false,
  quarantined boolean not null default false,
  purged boolean not null default false
) with (fillfactor = 60);
create index doc_page on doc (page) where page is not null;
create index doc_unprojected on doc (id) where unprojected;
create index doc_quarantined on doc (id) where quarantined;

-- Committed and not yet told. The id is taken last in the transaction, so that its order respects cause and effect.
create table outbox (
  id bigserial primary key,
  origin bigint not null,
  page uuid,
  env bytea not null,
  at timestamptz not null default clock_timestamp()
);

-- Every origin's envelopes: any region can repair any other. Days are partitions, so that forgetting one is dropping a table.
create table log (
  origin bigint not null,
  seq bigint not null,
  env bytea not null,
  hash bytea not null,
  page uuid,
  outbox bigint,
  redacted boolean not null default false,
  at timestamptz not null default clock_timestamp()
) partition by range (at);
create table log_default partition of log default;
create index log_position on log (origin, seq);
create index log_outbox on log (outbox) where outbox is not null;

-- What is contiguously applied, and where each origin's kept log begins.
create table vv (origin bigint primary key, seq bigint not null, kept_from bigint not null default 1);

-- Which origin this very database writes under.
create table incarnation (
  ident text primary key,
  origin bigint not null unique,
  minted_at timestamptz not null default clock_timestamp()
);

create table member (region text primary key, number int not null unique, epoch bigint not null, state text not null, at timestamptz not null default now());

-- What each peer said last; and how far this region's clock runs ahead of the median of them.
create table peer (region text primary key, number int not null, vv jsonb not null, offset_ms double precision not null default 0, at timestamptz not null);
create table mesh_state (one boolean primary key default true check (one), lead_ms double precision not null default 0, at timestamptz not null default now());
insert into mesh_state default values;

-- What was refused, for a person to look at.
create table quarantine (
  id bigserial primary key,
  reason text not null,
  origin bigint,
  seq bigint,
  doc text,
  peer text,
  detail text not null,
  bytes bytea not null,
  at timestamptz not null default clock_timestamp()
);

-- The order in which this region's readers saw a page change: dense per page.
create table page_version (
  page uuid primary key,
  version jsonb not null default '{}',
  local_id bigint not null default 0,
  -- The page's version after the last event that was forgotten: who is behind it must start afresh.
  pruned jsonb not null default '{}',
  at timestamptz not null default clock_timestamp()
) with (fillfactor = 70);

create table page_event (
  page uuid not null,
  local_id bigint not null,
  origin bigint not null,
  seq bigint not null,
  version text not null,
  at timestamptz not null,
  facts jsonb not null,
  patch jsonb not null,
  stored_at timestamptz not null default clock_timestamp(),
  primary key (page, local_id)
);
create index page_event_version on page_event (page, version);
create index page_event_stored_at on page_event (stored_at);

-- Typed read model.

create table page (
  id uuid primary key,
  name text not null,
  slug text not null,
  -- The slug asked for, while another page holds it.
  wanted_slug text not null,
  time_zone text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index page_slug on page (slug);
create index page_wanted_slug on page (wanted_slug);

-- Who owns a slug now; `confirmed` once every member region has recorded the claim.
create table slug (slug text primary key, page uuid not null, confirmed boolean not null, claimed_hlc bigint not null, claimed_region int not null);
create index slug_page on slug (page);
create index slug_unconfirmed on slug (slug) where not confirmed;

create table component (
  id uuid primary key,
  page uuid not null,
  name text not null,
  description text not null,
  group_name text,
  ord text not null collate "C",
  -- What people set; and what is shown: the worst of that, of open incidents and of maintenance under way.
  status component_status not null,
  shown component_status not null,
  removed boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index component_page on component (page, ord, id);

create table incident (
  id uuid primary key,
  page uuid not null,
  title text not null,
  status text not null,
  impact text not null,
  conflict boolean not null,
  started_at timestamptz not null,
  resolved_at timestamptz,
  deleted boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index incident_page on incident (page, started_at desc, id desc);
create index incident_open on incident (page) where resolved_at is null and not deleted;

create table incident_component (
  incident uuid not null,
  component uuid not null,
  status component_status not null,
  primary key (incident, component)
);
create index incident_component_component on incident_component (component);

create table incident_update (
  id uuid primary key,
  incident uuid not null,
  status text not null,
  body text not null,
  at timestamptz not null,
  edited_at timestamptz,
  hlc bigint not null,
  region int not null
);
create index incident_update_incident on incident_update (incident, hlc desc, region desc, id desc);

create table maintenance (
  id uuid primary key,
  page uuid not null,
  title text not null,
  status text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  deleted boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index maintenance_page on maintenance (page, starts_at desc, id desc);
create index maintenance_open on maintenance (page) where status <> 'completed' and not deleted;

create table maintenance_component (maintenance uuid not null, component uuid not null, primary key (maintenance, component));
create index maintenance_component_component on maintenance_component (component);

create table maintenance_update (
  id uuid primary key,
  maintenance uuid not null,
  status text not null,
  body text not null,
  at timestamptz not null,
  hlc bigint not null,
  region int not null
);
create index maintenance_update_maintenance on maintenance_update (maintenance, hlc desc, region desc, id desc);

create table subscription (
  id uuid primary key,
  page uuid not null,
  channel text not null,
  address text not null,
  components jsonb not null,
  -- pending until the person confirmed, then active, then ended.
  state text not null,
  -- Where and when it was asked for: that region sends the question to the address.
  asked_region text not null,
  asked_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index subscription_pending on subscription (asked_region, asked_at, id) where state = 'pending';
create index subscription_active on subscription (page, id) where state = 'active';
create index subscription_channel on subscription (page, channel, id) where state = 'active';
create index subscription_page on subscription (page, id);
create index subscription_address on subscription (page, channel, address);

create table account (id uuid primary key, name text not null, created_at timestamptz not null);

create table api_key (
  id uuid primary key,
  page uuid,
  name text not null,
  scopes jsonb not null,
  hash text not null unique,
  revoked boolean not null,
  created_at timestamptz not null
);
create index api_key_page on api_key (page, id);

-- Who has to be told of which update. The region that wrote it owns it; the others keep it in case they must take over.
create table notify_job (
  update uuid primary key,
  page uuid not null,
  page_name text not null,
  owner_region text not null,
  at timestamptz not null,
  fact jsonb not null,
  components jsonb not null,
  stored_at timestamptz not null default clock_timestamp()
);
create index notify_job_owner on notify_job (owner_region, at, update);
