import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { Body } from '@pharos/core/texts';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { alreadyDone } from '../plan.ts';
import { about, announce, requireThere } from './changes.ts';

/** Called off, or broken off: it stands on the page as such, and whoever was told of it is told of that. One that comes again goes on to the next. */
export const cancelMaintenance = defineVerb({
  schema: z.object({
    type: z.literal('cancel-maintenance'),
    page: Id,
    maintenance: Id,
    update: Id,
    body: Body,
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances/{maintenance}/cancel',
    needs: 'write',
    makes: ['update'],
    done: 'Called off, and posted',
    explained:
      'With a word to those who were told of it. To take it off the page, delete it; of one that comes again the next one stays planned.',
  },
  about,
  plan: (asked, input) => {
    const before = requireThere(asked, input);
    if (before.updates.some(({ id }) => id === asked.update)) return alreadyDone;
    if (before.status === 'completed') throw new Problem('conflict', 'the maintenance is over');
    const entry = { status: 'completed' as const, body: asked.body, at: input.now };
    const what = { title: before.title, status: 'completed' as const, opened: false };
    return announce(asked, what, { cancelled: true, [`u/${asked.update}`]: entry }, before.components);
  },
});
