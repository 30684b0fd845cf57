-- Every change of this installation, as the log says it: who, what, from where. Filled from the log behind the writes, in each region by
-- itself, and kept as long as the archive keeps the log. What it grows with in five years: with what people and monitors changed in that time,
-- some hundred bytes each.
create table audit (
  origin bigint not null,
  seq bigint not null,
  n int not null,
  at timestamptz not null,
  hlc bigint not null,
  region text not null,
  -- Of a person: where they have their one seat.
  organisation uuid,
  page uuid,
  actor text not null,
  actor_kind text,
  verb text,
  address text,
  doc text not null,
  kind text not null,
  fields jsonb not null,
  primary key (origin, seq, n)
);
create index audit_time on audit (at, origin, seq, n);
create index audit_page on audit (page, at, origin, seq, n) where page is not null;
create index audit_organisation on audit (organisation, at, origin, seq, n) where organisation is not null;
create index audit_doc on audit (doc, hlc, origin);
create index audit_actor on audit (actor, at, origin, seq, n);
-- How far the log of each origin is in it.
create table audit_mark (origin bigint primary key, seq bigint not null);
-- What was refused to whom, in this region, by the minute: of keys and people that are known, and of nobody where neither is. Not replicated.
create table refusal (
  minute timestamptz not null,
  reason text not null,
  who text not null,
  address text not null,
  organisation uuid,
  page uuid,
  count int not null,
  primary key (minute, reason, who, address)
);
