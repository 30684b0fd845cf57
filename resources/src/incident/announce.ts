import type { Fact } from '../fact.ts';
import type { Json } from '../fold.ts';
import type { DocRef } from '../kind.ts';
import type { Plan } from '../plan.ts';

type Announced = Omit<Extract<Fact, { type: 'incident-updated' }>, 'type' | 'incident' | 'update' | 'body'>;

/** The plan of an update that is posted: it is told to whoever follows these components, unless it is to be quiet. */
export function announce(
  write: { ref: DocRef; fields: Record<string, Json> },
  asked: { incident: string; update: string; body: string; notify: boolean },
  what: Announced,
  concerned: string[],
): Plan {
  const fact: Fact = { type: 'incident-updated', incident: asked.incident, update: asked.update, body: asked.body, ...what };
  return { writes: [write], facts: [fact], notify: asked.notify ? { update: asked.update, components: concerned, fact } : null };
}
