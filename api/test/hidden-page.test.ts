import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { migrationsFolder } from '@pharos/region/migrations';
import { expect, it } from 'vitest';
import { openApi, type TestApi } from './open-api.ts';

it.each([
  ['hangs', true],
  ['is away', false],
])('a page that was hidden is shown by no other process of the region, though the bus between them %s', async (_, seemsConnected) => {
  await using database = await freshDatabase([['region', migrationsFolder]]);
  await using memory = createMemoryBus();
  const bus = {
    ...memory,
    isConnected: () => seemsConnected,
    publish: () => undefined,
    flush: () => new Promise<void>(() => undefined),
  };
  await using writing = await openApi(database.url, { bus });
  await using reading = await openApi(database.url);
  const page = String((await writing.ask('POST', '/v1/pages', { name: 'Acme', slug: 'acme' })).json['id']);
  const seenBy = (api: TestApi, what: string) => api.ask('GET', `/v1/pages/${page}/${what}`, undefined, { authorization: '' });
  const parts = ['view', 'components', 'groups'];
  for (const part of parts) await seenBy(reading, part);
  expect((await seenBy(reading, 'view')).headers.get('x-cache')).toBe('HIT-L1');
  expect((await writing.ask('PATCH', `/v1/pages/${page}`, { visibility: 'tokens' })).status).toBe(200);
  const seen = await Promise.all([reading, writing].flatMap((api) => parts.map((part) => seenBy(api, part))));
  expect(seen.map(({ status }) => status)).toEqual(seen.map(() => 404));
});
