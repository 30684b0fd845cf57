import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { silentLog } from '@pharos/core/log';
import { Problem } from '@pharos/core/problem';
import type { Env } from './env.ts';
import { problemResponse } from './problem-json.ts';

const elsewhere = ['https://api.eu.example'];
async function told(error: Error) {
  const app = new Hono<Env>();
  app.onError((thrown, c) => problemResponse(thrown, c, silentLog, elsewhere));
  app.get('/', () => {
    throw error;
  });
  const answer = await app.request('/');
  return { status: answer.status, after: answer.headers.get('retry-after'), body: (await answer.json()) as Record<string, unknown> };
}

it('a write that may have been done is not told like one that was not', async () => {
  const certain = await told(new Problem('unavailable', 'the database does not answer'));
  expect(certain).toMatchObject({ status: 503, after: '1', body: { elsewhere } });
  expect(certain.body).not.toHaveProperty('outcome');
  const uncertain = await told(new Problem('unavailable', 'it may have been written, or not', { isUncertain: true }));
  expect(uncertain).toMatchObject({ status: 503, after: '1', body: { elsewhere, outcome: 'unknown' } });
  expect(uncertain.body.detail).toMatch(/same Idempotency-Key/);
});

it('a bug says nothing of itself, and nothing of other regions', async () => {
  const { status, body } = await told(new TypeError('secret'));
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/secret|elsewhere/);
});
