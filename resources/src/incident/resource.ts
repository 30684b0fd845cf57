import { defineResource } from '../define-resource.ts';
import { editIncident, editUpdate, openIncident, postUpdate, removeIncident, restoreIncident } from './changes.ts';
import { IncidentEdit, IncidentEntry, IncidentFields, readIncidentDoc } from './fields.ts';

export const incident = defineResource({
  kind: 'incident',
  fields: IncidentFields,
  lists: { u: IncidentEntry, b: IncidentEdit },
  isPublic: true,
  tables: [
    ['incident_update', 'incident'],
    ['incident_component', 'incident'],
    ['incident', 'id'],
  ],
  components: { of: (fold) => readIncidentDoc(fold)?.components.keys() ?? [], table: 'incident_component' },
  verbs: [openIncident, postUpdate, editIncident, editUpdate, removeIncident, restoreIncident],
});
