import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound } from '../plan.ts';
import { requireIncident } from './require.ts';

/**
 * For what was posted by mistake: it goes from the page, and the incident stands as the updates before it left it. It is marked
 * and not taken out: what is written is never changed, so that two who write at once cannot undo each other. Who was told of it
 * is not told again.
 */
export const removeUpdate = defineVerb({
  schema: z.object({ type: z.literal('remove-update'), page: Id, incident: Id, update: Id }),
  door: {
    method: 'delete',
    path: '/v1/pages/{page}/incidents/{incident}/updates/{update}',
    needs: 'write',
    done: 'Off the page',
    explained:
      'For what was posted by mistake: the incident stands as the updates before it left it. Nobody is told again; the only update cannot be removed.',
  },
  about: ({ incident, page }) => docRef('incident', incident, page),
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    if (incident.removedUpdates.includes(asked.update)) return alreadyDone;
    if (!incident.updates.some(({ id }) => id === asked.update)) throw notFound('update');
    if (incident.updates.length === 1) throw new Problem('conflict', 'it is the only update of this incident: remove the incident instead');
    return {
      writes: [{ ref, fields: { [`x/${asked.update}`]: { at: input.now } } }],
      facts: [{ type: 'incident-edited', incident: asked.incident }],
      notify: null,
    };
  },
});
