-- A version was a key of an index, which takes at most 2,704 bytes: a page whose version was longer could not be told of at all.
-- What is looked up is eight bytes of it, whatever its length.
create index page_event_place on page_event (page, hashtextextended(version, 0));
drop index page_event_version;
