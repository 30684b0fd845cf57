-- concurrently: one row a document. The deep check reads a few of 256 buckets at a time.
drop index concurrently if exists doc_bucket;
create index concurrently doc_bucket on doc (get_byte(decode(md5(id), 'hex'), 0), id collate "C");
