-- Why a notice was set aside: something in it cannot be read or written by this version. It is not open then, so that the version
-- before, which would try it for ever, passes it over too.
alter table fanout add column trouble text;
create index fanout_aside on fanout (created_at) where trouble is not null;
