import { defineResource } from '../define-resource.ts';
import { editIncident, editUpdate, postUpdate, removeIncident, restoreIncident } from './changes.ts';
import { IncidentEdit, IncidentEntry, IncidentFields, IncidentRemoval, readIncidentDoc } from './fields.ts';
import { openIncident } from './open.ts';
import { removeUpdate } from './remove-update.ts';

export const incident = defineResource({
  kind: 'incident',
  fields: IncidentFields,
  lists: { u: IncidentEntry, b: IncidentEdit, x: IncidentRemoval },
  isPublic: true,
  tables: [
    ['status_span', 'source'],
    ['incident_update', 'incident'],
    ['incident_component', 'incident'],
    ['incident', 'id'],
  ],
  components: { of: (fold) => readIncidentDoc(fold)?.components.keys() ?? [], table: 'incident_component' },
  verbs: [openIncident, postUpdate, editIncident, editUpdate, removeUpdate, removeIncident, restoreIncident],
});
