-- concurrently: staff's lists of subscriptions: by channel and state, by the beginning of an address, by component, by incident.
drop index concurrently if exists subscription_listed;
create index concurrently subscription_listed on subscription (page, channel, state, id);
drop index concurrently if exists subscription_searched;
create index concurrently subscription_searched on subscription (page, lower(address) collate "C", id);
drop index concurrently if exists subscription_component;
create index concurrently subscription_component on subscription using gin (components jsonb_path_ops);
drop index concurrently if exists subscription_incident;
create index concurrently subscription_incident on subscription (incident, id) where incident is not null;
