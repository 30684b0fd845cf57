-- The same idempotency key with another content, written in two regions that had not heard of each other. Of each field the later
-- write stands; what the other one said is kept here for whoever wonders.
create table idempotency_mismatch (
  id bigserial primary key,
  doc text not null,
  field text not null,
  page uuid,
  -- What this region had, and what came: value, region number and clock.
  here jsonb not null,
  came jsonb not null,
  origin bigint not null,
  seq bigint not null,
  at timestamptz not null default clock_timestamp(),
  unique (doc, field, origin, seq)
);
create index idempotency_mismatch_page on idempotency_mismatch (page, id);
