import { isMaintenance, managedIncident, type Item } from '@pharos/resources/statuspage/managed';
import type { Call } from './call.ts';
import { placeOf, type Stage } from './stage.ts';

export { isMaintenance, type Item };

export function incidentBody(call: Call, { known }: Stage, item: Item) {
  return managedIncident(placeOf(call), known, item);
}
