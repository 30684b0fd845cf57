import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const context = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

it('a histogram shows the journey of the last observation of each bucket, in OpenMetrics and nowhere else', async () => {
  const metrics = createMetrics({ role: 'api', region: 'us' });
  const seconds = metrics.histogram('answer_seconds', 'How "long"', ['route'], [0.1, 1]);
  for (const [value, trace] of [
    [0.05, undefined],
    [0.5, context],
    [7, context.replace('4bf9', 'aaaa')],
  ] as const) {
    seconds.observe({ route: '/a' }, value);
    metrics.exemplar('answer_seconds', value, trace, { route: '/a' });
  }
  metrics.counter('asked_total', 'Asked').inc(3);
  metrics.gauge('readers', 'Readers').set(2);

  const lines = (await metrics.openText()).split('\n');
  expect(lines.at(-2)).toBe('# EOF');
  expect(lines).toContain('# TYPE asked counter');
  expect(lines).toContain('asked_total{role="api",region="us"} 3');
  expect(lines).toContain('# HELP answer_seconds How \\"long\\"');
  const of = (le: string) => lines.find((line) => line.startsWith('answer_seconds_bucket') && line.includes(`le="${le}"`))!;
  expect(of('0.1')).toMatch(/ 1$/);
  expect(of('1')).toMatch(/ 2 # \{trace_id="4bf92f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"\} 0\.5 \d+\.\d{3}$/);
  expect(of('+Inf')).toMatch(/ 3 # \{trace_id="aaaa2f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"\} 7 /);
  expect(lines.filter((line) => line === '')).toHaveLength(1); // behind the end

  const plain = await metrics.text();
  expect(plain).not.toContain('trace_id');
  expect(plain).toContain('# TYPE asked_total counter');
  expect(plain).toContain('answer_seconds_bucket{le="1",role="api",region="us",route="/a"} 2');
});

it('a journey that nobody keeps is no exemplar', async () => {
  const metrics = createMetrics({ role: 'api', region: 'us' });
  metrics.histogram('answer_seconds', 'How long').observe(1);
  metrics.exemplar('answer_seconds', 1, context.replace(/01$/, '00'));
  metrics.exemplar('answer_seconds', 1, undefined);
  expect(await metrics.openText()).not.toContain('trace_id');
});
