-- In which language somebody wants to be told; null: in the page's own.
alter table subscription add column language text;
