-- In which language somebody wants to be told (null: in the page's own); and of a webhook, in whose shape.
alter table subscription add column language text, add column shape text not null default 'own';
