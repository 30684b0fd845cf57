-- Host names under which pages are shown: claimed as slugs are.
create table domain (host text primary key, page uuid not null, confirmed boolean not null, claimed_hlc bigint not null, claimed_region int not null);
create index domain_page on domain (page);
create index domain_unconfirmed on domain (host) where not confirmed;
alter table page add column domain text;
