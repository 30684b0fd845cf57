-- Now and then the longest waiting go first, so that a flood of new deliveries cannot starve the repetitions.
create index delivery_oldest on delivery (channel, next_at) where state in ('pending', 'unknown') and next_at is not null;
