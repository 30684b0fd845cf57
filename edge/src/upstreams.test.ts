import { createVirtualClock } from '@pharos/core/testing/virtual-clock';
import { expect, it } from 'vitest';
import { createUpstreams } from './upstreams.ts';

const timeoutMs = 1_000;
const restMs = 3_000;

it('a look at a region that was down which never ends keeps nobody else from looking', async () => {
  const clock = createVirtualClock();
  let answers: 'fails' | 'hangs' | 'is well' = 'fails';
  let asked = 0;
  const upstreams = createUpstreams({
    clock,
    upstreams: [{ region: 'eu', url: 'http://eu.test' }],
    fetch: async () => {
      asked += 1;
      if (answers === 'hangs') return new Promise<Response>(() => undefined);
      return new Response(null, { status: answers === 'fails' ? 503 : 200 });
    },
    timeoutMs,
    onFailure: () => undefined,
  });
  for (let time = 0; time < 3; time++) await upstreams.ask('/');
  await upstreams.ask('/');
  expect([asked, upstreams.open()]).toEqual([3, 0]);
  await clock.pass(restMs);
  answers = 'hangs';
  void upstreams.ask('/');
  await clock.pass(0);
  answers = 'is well';
  expect(await upstreams.ask('/')).toBeUndefined();
  await clock.pass(timeoutMs);
  expect((await upstreams.ask('/'))?.response.status).toBe(200);
  expect(asked).toBe(5);
});
