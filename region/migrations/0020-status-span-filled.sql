-- concurrently: documents that were folded before there were spans are folded once more, by the version that draws them, at its start.
update doc set unprojected = true from incident
  where doc.id = 'incident:' || incident.id and doc.hash <> ''::bytea and not doc.purged and incident.started_at > now() - interval '400 days';
update doc set unprojected = true from maintenance
  where doc.id = 'maintenance:' || maintenance.id and doc.hash <> ''::bytea and not doc.purged
    and maintenance.status <> 'scheduled' and maintenance.ends_at > now() - interval '400 days';
update doc set unprojected = true from component
  where doc.id = 'component:' || component.id and doc.hash <> ''::bytea and not doc.purged and component.status <> 'operational';
