-- A subscription may be of one incident only; and how often staff had its question sent once more.
alter table subscription add column incident uuid;
alter table subscription add column resent int not null default 0;
