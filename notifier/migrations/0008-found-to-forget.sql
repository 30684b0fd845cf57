-- concurrently: the ledger may be large. What is to be forgotten is found by page and by subscriber.
drop index concurrently if exists fanout_page;
create index concurrently fanout_page on fanout (page);
drop index concurrently if exists delivery_subscriber;
create index concurrently delivery_subscriber on delivery (subscriber);
