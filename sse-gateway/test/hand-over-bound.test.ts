import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { expect, it } from 'vitest';
import { watchOwnTime } from '@pharos/core/testing/lateness';
import { acceptAt, listenAt, receiveMessage, sendMessage } from '../src/engine/fd-passing.ts';
import * as libc from '../src/engine/libc.ts';
import { handOver } from '../src/moving/hand-over.ts';

const sockets = 4_000;
const page = '0192f0c4-0000-7000-8000-000000000001';

it('hands over what fits into its time, and closes the others one after the other', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-bound-'));
  const path = join(dir, 'live.sock');
  const waiting = listenAt(path);
  const one = libc.eventfd(0, libc.closeOnExec);
  const closedAt: number[] = [];
  const ownMs = watchOwnTime();
  const handing = handOver({
    clock: systemClock,
    path,
    region: 'eu',
    gateway: 'eu-1',
    limitMs: 1_000,
    lastWord: () => Buffer.from('retry: 1\n\n'),
    onLetGo: () => () => ({ page, version: 'v1.', address: '127.0.0.1' }),
    movable: {
      listener: one,
      letGo: async () => ({
        readers: Array.from({ length: sockets }, () => ({ fd: libc.dup(one), topic: 1, tag: 0, ahead: new Uint8Array(), isCut: false })),
        guests: [],
      }),
      adopt: () => undefined,
      adoptGuest: () => undefined,
      farewell: (fd) => {
        closedAt.push(performance.now());
        libc.close(fd);
      },
    },
  });
  // A successor that says it is ready, and then reads nothing: the kernel holds some messages for it.
  let successor: number | undefined;
  await expect.poll(() => (successor ??= acceptAt(waiting))).toBeDefined();
  await expect.poll(() => receiveMessage(successor!)?.text).toContain('offer');
  sendMessage(successor!, JSON.stringify({ kind: 'ready' }));
  const given = await handing;
  expect(given!.handed).toBeGreaterThan(0);
  expect(given).toEqual({ handed: sockets - closedAt.length, closed: closedAt.length, isConfirmed: false });
  expect(closedAt.length).toBeGreaterThan(1_000);
  expect(closedAt.at(-1)! - closedAt[0]!).toBeGreaterThan(150);
  expect(ownMs()).toBeLessThan(1_500);
  for (const fd of [successor!, waiting, one]) libc.close(fd);
  await rm(dir, { recursive: true });
});
