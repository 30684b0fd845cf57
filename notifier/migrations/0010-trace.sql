-- Where the journey of what is told began, for whoever watches it (W3C Trace Context); null where nobody does. It goes with its row.
alter table fanout add column trace text;
