-- concurrently: what is asked for by its code, as Statuspage calls it (`resources/src/statuspage/code.ts`): the end of its id.
drop index concurrently if exists page_coded;
create index concurrently page_coded on page (substr(id::text, 21));
drop index concurrently if exists incident_coded;
create index concurrently incident_coded on incident (page, substr(id::text, 21));
drop index concurrently if exists maintenance_coded;
create index concurrently maintenance_coded on maintenance (page, substr(id::text, 21));
drop index concurrently if exists subscription_coded;
create index concurrently subscription_coded on subscription (page, substr(id::text, 21));
