import type { Fact } from '../fact.ts';
import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { MaintenanceStatus } from '@pharos/core/severity';
import { Body, Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { z } from 'zod';
import { requireComponent } from '../component/require.ts';
import { defineVerb } from '../define-resource.ts';
import type { Json } from '../fold.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, notFound, requirePage, type Plan } from '../plan.ts';
import { readMaintenanceDoc } from './fields.ts';

const named = { page: Id, maintenance: Id };

const about = ({ maintenance, page }: { maintenance: string; page: string }) => docRef('maintenance', maintenance, page);

export const scheduleMaintenance = defineVerb({
  schema: z.object({
    type: z.literal('schedule-maintenance'),
    ...named,
    update: Id,
    title: Name,
    body: Body,
    startsAt: Time.describe('ISO 8601 with offset'),
    endsAt: Time,
    components: z.array(Id).max(limits.componentsPerChangeMax).default([]),
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances',
    needs: 'write',
    makes: ['maintenance', 'update'],
    done: 'Scheduled',
    explained: 'Announces it to subscribers, unless `notify` is false.',
  },
  about,
  makes: true,
  components: ({ components }) => components,
  plan: (asked, input) => {
    requirePage(input);
    if (readMaintenanceDoc(input.fold(about(asked)))) return alreadyDone;
    if (Date.parse(asked.endsAt) <= Date.parse(asked.startsAt)) {
      throw new Problem('invalid', 'it ends before it starts', { fields: [{ path: 'endsAt', message: 'must be later than startsAt' }] });
    }
    for (const [at, id] of asked.components.entries()) requireComponent(input, asked.page, id, `components.${at}`);
    const { title, startsAt, endsAt, components, body } = asked;
    const entry = { status: 'scheduled' as const, body, at: input.now };
    const fields = { title, startsAt, endsAt, components, createdAt: input.now, [`u/${asked.update}`]: entry };
    return announce(asked, { title, status: 'scheduled', opened: true }, fields, components);
  },
});

export const postMaintenanceUpdate = defineVerb({
  schema: z.object({
    type: z.literal('post-maintenance-update'),
    ...named,
    update: Id,
    status: MaintenanceStatus,
    body: Body,
    notify: z.boolean().default(true),
  }),
  door: {
    method: 'post',
    path: '/v1/pages/{page}/maintenances/{maintenance}/updates',
    needs: 'write',
    makes: ['update'],
    done: 'Posted',
    explained: 'Says that it has begun, is being verified or is over. Subscribers are told, unless `notify` is false.',
  },
  about,
  plan: (asked, input) => {
    const before = readMaintenanceDoc(input.fold(about(asked)));
    if (!before) throw notFound('maintenance');
    if (before.updates.some(({ id }) => id === asked.update)) return alreadyDone;
    if (before.deleted) throw new Problem('conflict', 'the maintenance was removed');
    const { status, body } = asked;
    const fields = { [`u/${asked.update}`]: { status, body, at: input.now } };
    return announce(asked, { title: before.title, status, opened: false }, fields, before.components);
  },
});

export const removeMaintenance = defineVerb({
  schema: z.object({ type: z.literal('remove-maintenance'), ...named }),
  door: {
    method: 'delete',
    path: '/v1/pages/{page}/maintenances/{maintenance}',
    needs: 'write',
    done: 'Off the page',
    explained: 'For one that was called off; to tell subscribers, post an update first.',
  },
  about,
  plan: (asked, input) => {
    const ref = about(asked);
    const before = readMaintenanceDoc(input.fold(ref));
    if (!before) throw notFound('maintenance');
    if (before.deleted) return alreadyDone;
    return {
      writes: [{ ref, fields: { deleted: true } }],
      facts: [{ type: 'maintenance-removed', maintenance: asked.maintenance }],
      notify: null,
    };
  },
});

type Announced = Pick<Extract<Fact, { type: 'maintenance-updated' }>, 'title' | 'status' | 'opened'>;

function announce(
  asked: { page: string; maintenance: string; update: string; body: string; notify: boolean },
  what: Announced,
  fields: Record<string, Json>,
  components: string[],
): Plan {
  const { maintenance, update, body } = asked;
  const fact: Fact = { type: 'maintenance-updated', maintenance, update, body, ...what };
  const writes = [{ ref: about(asked), fields }];
  return { writes, facts: [fact], notify: asked.notify ? { update, components, fact } : null };
}
