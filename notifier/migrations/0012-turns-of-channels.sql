-- concurrently: one row a delivery to an address in the web. Chat services are receivers, too: what goes to them is claimed by turns as
-- webhooks are, of each channel its own. The indexes of webhooks alone are for the version before this one.
drop index concurrently if exists delivery_receiver_fresh;
create index concurrently delivery_receiver_fresh on delivery (channel, delivery_host(address), page, next_at)
  where starts_with(address, 'http') and state in ('pending', 'unknown') and next_at is not null and attempt = 0;
drop index concurrently if exists delivery_receiver_again;
create index concurrently delivery_receiver_again on delivery (channel, delivery_host(address), page, next_at)
  where starts_with(address, 'http') and state in ('pending', 'unknown') and next_at is not null and attempt > 0;
