-- What a browser gives to be sent messages may lead to any host, as a webhook does: sign-ups there are counted together, too. No row of
-- that channel is older than this, so that what the index holds stays right.
create or replace function address_group(channel text, address text) returns text language sql immutable parallel safe return
  case channel
    when 'sms' then left(address, -4)
    when 'webhook' then lower(substring(address from '^[a-z]+://([^/?#]+)'))
    when 'web-push' then lower(substring(address from '^[a-z]+://([^/?#]+)'))
  end;
