import { defineResource } from '../define-resource.ts';
import { carryOnMaintenance } from './carry-on.ts';
import {
  editMaintenance,
  postMaintenanceUpdate,
  removeMaintenance,
  rescheduleMaintenance,
  restoreMaintenance,
  scheduleMaintenance,
} from './changes.ts';
import { cancelMaintenance } from './cancel.ts';
import { MaintenanceEntry, MaintenanceFields, readMaintenanceDoc } from './fields.ts';
import { repeatMaintenance } from './repeat.ts';

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
  verbs: [
    scheduleMaintenance,
    postMaintenanceUpdate,
    editMaintenance,
    rescheduleMaintenance,
    removeMaintenance,
    restoreMaintenance,
    cancelMaintenance,
    carryOnMaintenance,
    repeatMaintenance,
  ],
});
