-- concurrently: what stands in groups is looked up with each event of a page, and most pages have none.
drop index concurrently if exists component_grouped;
create index concurrently component_grouped on component (page) where group_id is not null and not removed;
