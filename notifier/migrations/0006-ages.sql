-- What was told long ago is found by its age, and goes.
create index fanout_created on fanout (created_at);
create index provider_event_at on provider_event (at);
