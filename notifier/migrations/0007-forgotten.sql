-- Up to which of the region's purged documents nothing stands in the ledger any more.
create table forgotten (one boolean primary key default true check (one), upto bigint not null default 0);
insert into forgotten default values;
