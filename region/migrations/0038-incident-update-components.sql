-- What an update said of components. Of what was posted before it is not known here, until its incident is folded again.
alter table incident_update add column components jsonb not null default '{}';
