-- What a page allows of SMS: the beginnings of numbers, `+49`. None: no stranger can have an SMS sent.
alter table page add column sms_countries jsonb not null default '[]';

-- One mailbox, however it is written: capitals, dots and what stands behind a plus say nothing of whose it is.
create function folded_address(channel text, address text) returns text language sql immutable parallel safe return
  case when channel = 'email' then
    replace(split_part(lower(regexp_replace(address, '@[^@]*$', '')), '+', 1), '.', '') || lower(substring(address from '@[^@]*$'))
  else address end;

-- Whom it concerns beside: the host behind a webhook, the ten thousand numbers beside a number.
create function address_group(channel text, address text) returns text language sql immutable parallel safe return
  case channel
    when 'sms' then left(address, -4)
    when 'webhook' then lower(substring(address from '^[a-z]+://([^/?#]+)'))
  end;

-- Sign-ups of the last day are counted before another one is taken: those that wait for an answer are few.
create index subscription_folded on subscription (folded_address(channel, address), asked_at) where state = 'pending';
create index subscription_group on subscription (address_group(channel, address), asked_at) where state = 'pending' and channel <> 'email';
create index subscription_asked on subscription (page, asked_at) where state = 'pending';
create index subscription_sms on subscription (asked_at) where channel = 'sms';
