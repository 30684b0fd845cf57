import { defineResource } from '../define-resource.ts';
import { carryOnMaintenance } from './carry-on.ts';
import { editMaintenance, postMaintenanceUpdate, removeMaintenance, rescheduleMaintenance, scheduleMaintenance } from './changes.ts';
import { MaintenanceEntry, MaintenanceFields, readMaintenanceDoc } from './fields.ts';

export const maintenance = defineResource({
  kind: 'maintenance',
  fields: MaintenanceFields,
  lists: { u: MaintenanceEntry },
  isPublic: true,
  tables: [
    ['status_span', 'source'],
    ['maintenance_update', 'maintenance'],
    ['maintenance_component', 'maintenance'],
    ['maintenance', 'id'],
  ],
  components: { of: (fold) => readMaintenanceDoc(fold)?.components ?? [], table: 'maintenance_component' },
  verbs: [scheduleMaintenance, postMaintenanceUpdate, editMaintenance, rescheduleMaintenance, removeMaintenance, carryOnMaintenance],
});
