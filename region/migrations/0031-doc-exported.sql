-- concurrently: a page's documents, kind by kind: whoever takes them along reads some at a time.
drop index concurrently if exists doc_exported;
create index concurrently doc_exported on doc (page, kind, id) where page is not null;
