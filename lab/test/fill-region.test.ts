import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { freshDatabase } from '@pharos/core/testing/fresh-database';
import { prepareDatabase } from '../src/prepare-database.ts';
import { expect, it } from 'vitest';
import { fillRegion, weighed } from '../src/history/fill-region.ts';
import { pastIncident, pastPoints } from '../src/history/past.ts';

const ids = (count: number) => Array.from({ length: count }, (_, at) => `0198c0de-0000-7000-8000-${String(at).padStart(12, '0')}`);
const page = { page: ids(1)[0]!, components: ids(5), metrics: ids(1) };
const past = { now: Date.UTC(2030, 5, 1), random: () => 0.5 };

it('an incident of the past is brought in three Changes, of as many bytes as people write in a long one', () => {
  const changes = pastIncident(page, { incident: ids(1)[0]!, updates: ids(12) }, past);
  expect(changes).toHaveLength(3);
  expect(JSON.stringify(changes).length).toBeGreaterThan(20_000);
});

it('the points of a metric are brought in slices, each moment once', () => {
  const moments = pastPoints(page, page.metrics[0]!, past).flatMap((change) =>
    change.type === 'bring-points' ? [...change.points.map(([at]) => `${at}`), ...change.parts.map(([, at]) => `part ${at}`)] : [],
  );
  expect(moments.length).toBeGreaterThan(30_000);
  expect(new Set(moments).size).toBe(moments.length);
});

it(
  'a region is given data by its own write path until its tables hold as much, and no incident of it is open or in dispute',
  { timeout: 240_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'pharos-fill-'));
    await using closing = new AsyncDisposableStack();
    closing.defer(() => rm(dir, { recursive: true }));
    const database = closing.use(await freshDatabase());
    await prepareDatabase({ databaseUrl: database.url });
    const nats = closing.use(await launchNats({ logFile: join(dir, 'nats.log') }));
    const before = await weighed(database.sql);
    const site = { region: 'us', number: 1, databaseUrl: database.url, natsPort: Number(new URL(nats.url).port) };
    const bytes = before.bytes + 8_000_000;
    const filled = await fillRegion(site, { bytes, onProgress: () => undefined, signal: new AbortController().signal });
    expect(filled.bytes).toBeGreaterThanOrEqual(bytes);
    expect(filled.incidents).toBeGreaterThan(20);
    expect(filled.points).toBeGreaterThan(1_000);
    const [odd] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from incident where conflict or status <> 'resolved'
      and exists (select from incident_update where incident = incident.id and status = 'resolved')`;
    expect(odd!.count).toBe(0);
    expect(await database.sql`select 1 from notify_job`).toHaveLength(0);
  },
);
