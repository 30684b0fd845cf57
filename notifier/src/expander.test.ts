import { testKit } from '@pharos/core/testing/kit';
import { expect, it } from 'vitest';
import { newId } from '@pharos/core/id';
import type { Fanout } from './ledger/ledger.ts';
import { createExpander, isTold } from './expander.ts';
import type { Region } from './region.ts';
import { createMemoryLedger } from '../../proof/notifier-model/memory-ledger.ts';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

const hourMs = 3_600_000;

it('no look goes through all jobs there ever were: the first goes back two days, later ones an hour, and most of them seconds', async () => {
  const clock = createVirtualClock({ startAt: Date.parse('2026-11-28T08:00:00Z') });
  const backMs: number[] = [];
  const none = async () => [];
  const look = async (_: unknown, __: string, { after }: { after?: { at: string } }) => {
    backMs.push(clock.now() - Date.parse(after!.at));
    return [];
  };
  const region = {
    readNotifyJobs: look,
    readPending: look,
    readMails: none,
    readTakenOver: none,
    beginTellings: none,
    readReturned: async () => undefined,
    readReturnedJobs: none,
  } as unknown as Region;
  const kit = testKit({ clock, region: 'us' });
  const metrics = { returned: () => undefined, setAside: () => undefined };
  const expander = createExpander({
    kit,
    sql: undefined as never,
    region,
    ledger: createMemoryLedger(),
    metrics,
    readLooks: async () => new Map(),
    returnedDoubtMs: 0,
  });
  await expander.collect('recent');
  await expander.collect('first');
  await expander.collect('late');
  expect(backMs).toEqual([20_000, 20_000, 48 * hourMs, 48 * hourMs, hourMs, hourMs]);
});

it('who follows one incident is told all of it, and nothing else', () => {
  const [incident, other, api] = [newId(), newId(), newId()];
  const fanout = (about: string): Fanout => ({
    notice: newId(),
    kind: 'notice',
    page: newId(),
    pageName: 'Acme',
    at: '2026-11-28T08:00:00Z',
    fact: {
      type: 'incident-updated',
      incident: about,
      update: newId(),
      title: 'Down',
      status: 'identified',
      impact: 'major',
      body: 'x',
      opened: false,
    },
    components: [api],
    looks: null,
  });
  const person = {
    id: newId(),
    page: newId(),
    channel: 'email' as const,
    address: 'ada@example.com',
    components: [],
    incident,
    language: null,
    shape: 'own',
  };
  expect([isTold(fanout(incident), person), isTold(fanout(other), person)]).toEqual([true, false]);
  expect(isTold({ ...fanout(other), components: [] }, person)).toBe(false);
  expect(isTold(fanout(other), { ...person, incident: null })).toBe(true);
});
