-- How a notice looks (names, time zone, colours, what it says in other languages), as it was when it was taken up: a repetition is the
-- same to the letter. Null: of the version before this one. In which language each is told; null: in the page's own. And in whose shape.
alter table fanout add column looks jsonb;
alter table delivery add column language text, add column shape text not null default 'own';
