-- What is published by itself: each second each region asks for what is due.
create index if not exists record_due on record ((fields->>'publishAt')) where not removed and fields->>'publishAt' is not null;
