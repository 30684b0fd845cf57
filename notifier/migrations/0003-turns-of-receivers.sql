-- Whose machine a webhook goes to: what its places, its pause and its breaker belong to. Written as the client reads an address.
create function delivery_host(address text) returns text language sql immutable strict parallel safe
  return left(lower(coalesce(substring(address from '^[A-Za-z]+://([^/?#\\]+)'), '')), 260);

-- Webhooks are claimed by turns of receiver and page: the next turn is one step in the index, however much waits for another.
-- What was never tried is due at once; so a walk through the first index meets nothing that is not due.
create index delivery_turn_fresh on delivery (delivery_host(address), page, next_at)
  where channel = 'webhook' and state in ('pending', 'unknown') and next_at is not null and attempt = 0;
create index delivery_turn_again on delivery (delivery_host(address), page, next_at)
  where channel = 'webhook' and state in ('pending', 'unknown') and next_at is not null and attempt > 0;
