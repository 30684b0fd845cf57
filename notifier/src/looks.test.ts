import { newId } from '@pharos/core/id';
import type { View } from '@pharos/resources/view';
import { expect, it } from 'vitest';
import { plainLooks } from './channels/notice.ts';
import { createLooks, type LooksOptions } from './looks.ts';

const [broken, well] = [newId(), newId()];
const asked = [broken, well].map((page) => ({ notice: newId(), page, thing: newId(), components: [] }));
const view = (page: string, incident: string): View =>
  ({
    page: { id: page, name: 'Acme', timeZone: 'UTC' },
    components: [],
    groups: [],
    maintenances: [],
    incidents: [
      {
        id: incident,
        title: 'Down',
        status: 'identified',
        impact: 'major',
        startedAt: '2026-03-01T10:00:00.000Z',
        resolvedAt: null,
        components: [],
        updates: [],
      },
    ],
  }) as unknown as View;

function looksWhere(readView: LooksOptions['region']['readView']) {
  const faults: string[] = [];
  const region: LooksOptions['region'] = {
    readNoticeLooks: async (_, all) => new Map(all.map(({ notice }) => [notice, { ...plainLooks }])),
    readPagesInShape: async (_, pages) => new Set(pages),
    readView,
  };
  const onFault = (_: unknown, page: string) => void faults.push(page);
  const read = createLooks({ sql: undefined as never, region, pagesUrl: 'https://status.example', onFault });
  return { faults, read: () => read(asked) };
}

it('a page that cannot be told in the shape of Statuspage keeps no other from it, and is told in ours', async () => {
  const { faults, read } = looksWhere(async (_, page) => {
    if (page === broken) throw new TypeError('not a page');
    return view(page, asked[1]!.thing);
  });
  const looks = await read();
  expect(faults).toEqual([broken]);
  expect(looks.get(asked[0]!.notice)).toEqual(plainLooks);
  expect(looks.get(asked[1]!.notice)!.statuspage).toMatchObject({ incident: { name: 'Down', status: 'identified' } });
});

it('a database that is away is no fault of a page: all of it is tried again', async () => {
  const away = Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
  const { faults, read } = looksWhere(() => Promise.reject(away));
  await expect(read()).rejects.toBe(away);
  expect(faults).toEqual([]);
});
