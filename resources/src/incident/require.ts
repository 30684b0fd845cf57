import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { ComponentStatus } from '@pharos/core/severity';
import { z } from 'zod';
import { requireComponent } from '../component/require.ts';
import { docRef } from '../kind.ts';
import { notFound, type PlanInput } from '../plan.ts';
import { readIncidentDoc } from './fields.ts';

export const named = { page: Id, incident: Id };
export type Named = { page: string; incident: string };

export const about = ({ incident, page }: Named) => docRef('incident', incident, page);

export function requireIncident(asked: Named, input: PlanInput) {
  const ref = about(asked);
  const incident = readIncidentDoc(input.fold(ref));
  if (!incident) throw notFound('incident');
  return { ref, incident };
}

/** What a request says of components. */
export const Affected = z.array(z.object({ id: Id, status: ComponentStatus })).max(limits.componentsPerChangeMax);
export type Affected = z.infer<typeof Affected>;

export const idsOf = (asked: { components?: Affected | undefined }) => (asked.components ?? []).map(({ id }) => id);

/** The same by component. Throws for what is none of the page's. */
export function statusesOf(given: Affected, page: string, input: PlanInput): Record<string, ComponentStatus> {
  return Object.fromEntries(
    given.map(({ id, status }, at) => {
      requireComponent(input, page, id, `components.${at}.id`);
      return [id, status];
    }),
  );
}
