-- Each View shows ninety days of all components of its page: what was over before that is not even looked at.
create index if not exists status_span_recent on status_span (component, to_at);
