import type { ComponentStatus } from '@pharos/core/severity';
import type { Fold } from '../fold.ts';
import { drawSpans, type Span } from '../history/span.ts';
import { readMaintenanceDoc } from './fields.ts';

/** When a maintenance was under way: what it was planned for does not count. */
export function spansOfMaintenance(fold: Fold): Span[] {
  const maintenance = readMaintenanceDoc(fold);
  if (!maintenance || maintenance.deleted) return [];
  const underWay = new Map<string, ComponentStatus>(maintenance.components.map((id) => [id, 'under_maintenance']));
  const drawing = drawSpans();
  let at = 0;
  for (const update of maintenance.updates) {
    at = Math.max(at, Date.parse(update.at));
    drawing.hold(at, update.status === 'in_progress' || update.status === 'verifying' ? underWay : new Map());
  }
  return drawing.spans();
}
