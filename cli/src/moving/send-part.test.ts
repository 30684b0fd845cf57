import { expect, it } from 'vitest';
import { NobodyAnswers, Refusal } from '@pharos/console/client';
import type { Session } from '../session.ts';
import { sendPart } from './send-part.ts';
import type { SpoolPart } from './spool.ts';

const bytes = 10_000_000;
const part: SpoolPart = { bytes, rows: 1, read: async (at, length) => Buffer.alloc(Math.min(length, bytes - at), 'x') };
const to = 'POST /v1/pages/{page}/subscription-imports' as const;
const asked = { page: 'p', to, type: 'text/csv', query: {}, key: 'k', what: 'subscribers' };

/** A region that keeps whole rows of a thousand bytes, and breaks off where it is told to. */
function open(breaksAt: (piece: number) => Error | undefined) {
  let received = 0;
  let pieces = 0;
  const keys = new Set<unknown>();
  const job = (isOver = false) => ({
    id: 'j',
    state: isOver ? 'done' : 'receiving',
    done: 0,
    received: { bytes: received, rows: 0 },
    refusals: [],
    detail: null,
  });
  const region = { name: 'us', url: 'https://us.example' };
  const take = async (_name: string, given: { query: { offset: number; more: string }; file: { content: Blob }; key: string }) => {
    keys.add(given.key);
    const { offset, more } = given.query;
    expect(offset).toBeLessThanOrEqual(received);
    const fault = breaksAt(pieces++);
    // Half of it has arrived all the same.
    const arrived = offset + (fault ? Math.floor(given.file.content.size / 2) : given.file.content.size);
    received = more === 'false' && !fault ? arrived : Math.floor(arrived / 1_000) * 1_000;
    if (fault) throw fault;
    return { value: job(more === 'false'), region };
  };
  const api = {
    ask: take,
    askIn: async (_door: unknown, name: string, given: never) => (name.startsWith('GET') ? { value: job(), region } : take(name, given)),
  };
  const terminal = { say: () => undefined };
  const session = { api, terminal, isJson: true, sleep: async () => undefined } as unknown as Session;
  return { session, received: () => received, pieces: () => pieces, keys };
}

it('sends what is large in pieces, under one key, and goes on after a broken line where it had come to', async () => {
  const whole = open(() => undefined);
  expect((await sendPart(whole.session, part, asked)).state).toBe('done');
  expect([whole.received(), whole.pieces(), [...whole.keys]]).toEqual([bytes, 3, ['k']]);
  const broken = open((piece) => (piece === 1 || piece === 2 ? new TypeError('network') : undefined));
  expect((await sendPart(broken.session, part, asked)).state).toBe('done');
  expect(broken.received()).toBe(bytes);
  const busy = open((piece) => (piece === 1 ? new Refusal(503, 'away') : undefined));
  expect((await sendPart(busy.session, part, asked)).state).toBe('done');
});

it('gives up after a while, and at once where it is refused', async () => {
  const gone = open((piece) => (piece > 0 ? new TypeError('network') : undefined));
  await expect(sendPart(gone.session, part, asked)).rejects.toBeInstanceOf(NobodyAnswers);
  expect(gone.pieces()).toBe(7);
  const refused = open((piece) => (piece > 0 ? new Refusal(422, 'the file is wrong in line 7') : undefined));
  await expect(sendPart(refused.session, part, asked)).rejects.toThrow('the file is wrong in line 7');
  expect(refused.pieces()).toBe(2);
});
