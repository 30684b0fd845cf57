import { defineResource } from '../define-resource.ts';
import { postMaintenanceUpdate, removeMaintenance, scheduleMaintenance } from './changes.ts';
import { MaintenanceEntry, MaintenanceFields, readMaintenanceDoc } from './fields.ts';

export const maintenance = defineResource({
  kind: 'maintenance',
  fields: MaintenanceFields,
  lists: { u: MaintenanceEntry },
  isPublic: true,
  components: (fold) => readMaintenanceDoc(fold)?.components ?? [],
  verbs: [scheduleMaintenance, postMaintenanceUpdate, removeMaintenance],
});
