import type { View } from './watch.ts';

/** Nobody has said anything on it yet. */
export function isEmpty(view: Pick<View, 'components' | 'incidents' | 'maintenances'>): boolean {
  return view.components.length === 0 && view.incidents.length === 0 && view.maintenances.length === 0;
}
