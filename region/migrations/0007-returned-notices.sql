-- Set when this region's own job came back from a peer, because its database was restored from a copy that lacked it: what the ledger
-- of the lost database knew of it is gone. The notifier decides what becomes of these once no more of them come.
alter table notify_job add column returned boolean not null default false;
create index notify_job_returned on notify_job (owner_region, stored_at) where returned;
