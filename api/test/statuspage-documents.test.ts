import { newId } from '@pharos/core/id';
import { componentStatuses, impacts, incidentStatuses, maintenanceStatuses } from '@pharos/core/severity';
import { documentOf, type Earlier } from '@pharos/resources/statuspage/documents';
import { documents, type DocumentName } from '@pharos/resources/statuspage/shapes';
import { View } from '@pharos/resources/view';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPage, type TestPage } from './open-api.ts';

let opened: TestPage;
beforeAll(async () => (opened = await openPage()));
afterAll(() => opened[Symbol.asyncDispose]());

/*
 * Whatever sequence of changes our own API makes: what it refuses changes nothing, and after each of them all documents are what
 * Statuspage's are. Things are chosen among those that are there by a number.
 */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const pick = fc.nat();
const statuses = fc.constantFrom(...componentStatuses);
const step = fc.oneof(
  fc.record({ do: fc.constant('component' as const), name: text, description: fc.option(text), status: statuses, group: pick }),
  fc.record({
    do: fc.constant('edit-component' as const),
    which: pick,
    status: statuses,
    showcase: fc.boolean(),
    onlyShowIfDegraded: fc.boolean(),
  }),
  fc.record({ do: fc.constant('remove-component' as const), which: pick }),
  fc.record({ do: fc.constant('group' as const), name: text, parent: pick }),
  fc.record({ do: fc.constant('remove-group' as const), which: pick }),
  fc.record({
    do: fc.constant('incident' as const),
    title: text,
    body: text,
    impact: fc.constantFrom(...impacts, 'computed'),
    which: pick,
    status: statuses,
  }),
  fc.record({ do: fc.constant('update' as const), which: pick, status: fc.constantFrom(...incidentStatuses), body: text }),
  fc.record({ do: fc.constant('backfill' as const), title: text, daysAgo: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant('postmortem' as const), which: pick, text, published: fc.boolean() }),
  fc.record({ do: fc.constant('remove-incident' as const), which: pick }),
  fc.record({ do: fc.constant('maintenance' as const), title: text, hours: fc.integer({ min: -20, max: 2_000 }), which: pick }),
  fc.record({ do: fc.constant('maintain' as const), which: pick, status: fc.constantFrom(...maintenanceStatuses), body: text }),
  fc.record({ do: fc.constant('cancel' as const), which: pick }),
  fc.record({ do: fc.constant('page' as const), name: text, timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu') }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Ids {
  components: string[];
  groups: string[];
  incidents: string[];
  maintenances: string[];
}

const nth = (ids: string[], which: number): string => ids[which % Math.max(1, ids.length)] ?? newId();
const hour = 3_600_000;

async function take(page: string, ids: Ids, asked: Step): Promise<number> {
  const at = `/v1/pages/${page}`;
  const send = async (method: string, path: string, body?: object, list?: string[]): Promise<number> => {
    const { status, json } = await opened.api.ask(method, at + path, body);
    if (status === 201 && list) list.push(String(json['id']));
    return status;
  };
  switch (asked.do) {
    case 'component': {
      const groupId = asked.group % 2 === 0 || ids.groups.length === 0 ? null : nth(ids.groups, asked.group);
      const { name, status } = asked;
      return send('POST', '/components', { name, status, groupId, description: asked.description ?? '' }, ids.components);
    }
    case 'edit-component': {
      const { status, showcase, onlyShowIfDegraded } = asked;
      return send('PATCH', `/components/${nth(ids.components, asked.which)}`, { status, showcase, onlyShowIfDegraded });
    }
    case 'remove-component':
      return send('DELETE', `/components/${nth(ids.components, asked.which)}`);
    case 'group': {
      const parent = asked.parent % 2 === 0 || ids.groups.length === 0 ? null : nth(ids.groups, asked.parent);
      return send('POST', '/groups', { name: asked.name, parent }, ids.groups);
    }
    case 'remove-group':
      return send('DELETE', `/groups/${nth(ids.groups, asked.which)}`);
    case 'incident': {
      const { title, body, impact, status } = asked;
      const components = ids.components.length === 0 ? [] : [{ id: nth(ids.components, asked.which), status }];
      return send('POST', '/incidents', { title, body, impact, components }, ids.incidents);
    }
    case 'update':
      return send('POST', `/incidents/${nth(ids.incidents, asked.which)}/updates`, { status: asked.status, body: asked.body });
    case 'backfill': {
      const startedAt = new Date(Date.now() - asked.daysAgo * 24 * hour).toISOString();
      return send(
        'POST',
        '/incidents',
        { title: asked.title, body: 'x', status: 'resolved', startedAt, resolvedAt: startedAt },
        ids.incidents,
      );
    }
    case 'postmortem':
      return send('PATCH', `/incidents/${nth(ids.incidents, asked.which)}/postmortem`, { text: asked.text, published: asked.published });
    case 'remove-incident':
      return send('DELETE', `/incidents/${nth(ids.incidents, asked.which)}`);
    case 'maintenance': {
      const startsAt = new Date(Date.now() + asked.hours * hour).toISOString();
      const endsAt = new Date(Date.now() + (asked.hours + 2) * hour).toISOString();
      const components = ids.components.length === 0 ? [] : [nth(ids.components, asked.which)];
      return send('POST', '/maintenances', { title: asked.title, body: 'x', startsAt, endsAt, components }, ids.maintenances);
    }
    case 'maintain':
      return send('POST', `/maintenances/${nth(ids.maintenances, asked.which)}/updates`, { status: asked.status, body: asked.body });
    case 'cancel':
      return send('POST', `/maintenances/${nth(ids.maintenances, asked.which)}/cancel`, { body: 'x' });
    case 'page':
      return send('PATCH', '', { name: asked.name, timeZone: asked.timeZone });
  }
}

const where = { url: 'https://status.example.com', urlOf: (kind: string, id: string) => `https://status.example.com/${kind}/${id}` };

async function requireValid(page: string): Promise<void> {
  const read = async (path: string) => (await opened.api.ask('GET', `/v1/pages/${page}${path}`)).json;
  const view = View.parse(await read('/view'));
  const earlier = { incidents: (await read('/incidents'))['items'], maintenances: (await read('/maintenances'))['items'] } as Earlier;
  for (const [name, schema] of Object.entries(documents)) {
    const document = documentOf(name as DocumentName, view, where, earlier);
    expect(JSON.stringify(schema.parse(document)), name).toBe(JSON.stringify(document));
  }
}

it('whatever changes our own API makes, the documents stay what Statuspage’s are', { timeout: 120_000 }, async () => {
  const done = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const page = String((await opened.api.ask('POST', '/v1/pages', { name: 'Any', slug: newId() })).json['id']);
      const ids: Ids = { components: [], groups: [], incidents: [], maintenances: [] };
      for (const [at, each] of steps.entries()) {
        const status = await take(page, ids, each);
        expect(status, JSON.stringify(each)).toBeLessThan(500);
        if (status < 400) done.set(each.do, (done.get(each.do) ?? 0) + 1);
        if (at % 5 === 0) await requireValid(page);
      }
      await requireValid(page);
    }),
    { numRuns: 8 },
  );
  // Else it would show nothing.
  for (const name of ['component', 'group', 'incident', 'update', 'maintenance', 'maintain'])
    expect(done.get(name) ?? 0, name).toBeGreaterThan(0);
});
