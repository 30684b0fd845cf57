-- Where the journey of the update began, for whoever watches it (W3C Trace Context); null where nobody does. It goes with its row.
alter table notify_job add column trace text;
