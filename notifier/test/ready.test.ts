import { createMemoryBus } from '@pharos/core/outside/bus-memory';
import { freshDatabase, type FreshDatabase } from '@pharos/core/testing/fresh-database';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { regionTables } from '../src/region.ts';
import { startNotifier } from '../src/role.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase([['region', fileURLToPath(new URL('../../region/migrations', import.meta.url))]]);
});
afterAll(() => database[Symbol.asyncDispose]());

const providers = {
  emailFrom: 'status@pharos.example',
  ses: { region: 'us-east-1', accessKeyId: 'a', secretAccessKey: 'b' },
  sendgrid: { apiKey: 'SG.a' },
  twilio: { accountSid: 'AC1', authToken: 'a', from: '+15550001000' },
  telnyx: { apiKey: 'KEY1', from: '+15550002000' },
  webhooks: { privateNetworks: [] },
};

it('a notifier that fails again and again at what it must go on with is not ready, until it can', async () => {
  const clock = createVirtualClock();
  let isBroken = false;
  await using notifier = await startNotifier(testKit({ clock, role: 'notifier', region: 'us' }), {
    sql: database.sql,
    bus: createMemoryBus(),
    host: '127.0.0.1',
    port: 0,
    linkKey: 'k'.repeat(32),
    pagesUrl: 'https://status.example',
    apiUrls: ['http://127.0.0.1:9'],
    apiKey: 'key-for-tests-key',
    providers,
    region: {
      ...regionTables,
      readNotifyJobs: async (...asked) => {
        if (isBroken) throw new Error('a fault of ours');
        return regionTables.readNotifyJobs(...asked);
      },
    },
  });
  const roundsAfter = async (ms: number) => {
    await clock.pass(ms);
    return (await notifier.checks())['rounds'];
  };
  expect(await roundsAfter(5_000)).toBeUndefined();
  isBroken = true;
  await expect.poll(() => roundsAfter(1_000)).toContain('fails again and again: a fault of ours');
  isBroken = false;
  await expect.poll(() => roundsAfter(1_000)).toBeUndefined();
});
