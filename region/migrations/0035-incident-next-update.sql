-- When visitors were told that they hear more, of an incident that goes on.
alter table incident add column next_update_at timestamptz;
