-- People who sign in, and how they show who they are: never told to anybody. A person has one row, of some kilobytes at most.
create table person (id uuid primary key, email text not null, name text not null, created_at timestamptz not null, proofs jsonb not null);
-- What a person is in an organisation (null: in the installation itself), and on single pages of it.
create table seat (
  id uuid primary key,
  person uuid not null,
  organisation uuid,
  role text,
  pages jsonb not null,
  created_at timestamptz not null,
  removed boolean not null
);
create index seat_person on seat (person) where not removed;
create index seat_organisation on seat (organisation, id) where not removed;
-- Links to sign in by, to be mailed by this region's notifier: some minutes old at most when they are sent, and gone within a day. Not replicated.
create table sign_in_mail (
  id uuid primary key,
  person uuid not null,
  email text not null,
  link text not null,
  is_invitation boolean not null,
  at timestamptz not null
);
create index sign_in_mail_at on sign_in_mail (at);
