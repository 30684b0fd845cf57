import { silentLog } from '@pharos/core/log';
import { expect, it } from 'vitest';
import type { Access } from '../door/access.ts';
import { createFeed } from '../feed/feed.ts';
import type { Hub } from '../feed/hub.ts';
import { createLimits } from '../door/limits.ts';
import { createTakeOver } from './take-over.ts';

it('readers whose history cannot be read come back by themselves, each is closed once, and their page is let go of', async () => {
  const feed = createFeed('p', 1, { 7: 1 });
  const gone: number[] = [];
  let readers = 0;
  const take = createTakeOver({
    hub: {
      open: async () => (readers++, feed),
      leave: () => void readers--,
      history: { missed: () => Promise.reject(new Error('the table hangs')) },
    } as unknown as Hub,
    limits: createLimits({ readersMax: 9, readersPerAddressMax: 9, readersPerPageMax: 9 }),
    // The first one is not let in again.
    access: {
      judgeAgain: async (_page: string, token: unknown) =>
        token ? { kind: 'ended' } : { kind: 'open', access: { kind: 'public' }, token: undefined },
      holds: () => true,
    } as unknown as Access,
    movable: { farewell: (fd: number) => gone.push(fd) } as never,
    lastWord: () => new Uint8Array(),
    log: silentLog,
  });
  const reader = { page: 'p', version: 'v1.', address: '10.0.0.1' };
  await take([{ fd: 10, reader: { ...reader, token: { issuedAt: 0, expiresAt: 1 } } }, ...[11, 12, 13].map((fd) => ({ fd, reader }))]);
  expect(readers).toBe(0);
  expect(gone.toSorted((a, b) => a - b)).toEqual([10, 11, 12, 13]);
});
