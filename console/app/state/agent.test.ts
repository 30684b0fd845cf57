import { expect, it } from 'vitest';
import { agentOf } from './agent.ts';

it('calls browsers as people do, though each calls itself all of them', () => {
  const linux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';
  expect(agentOf(`${linux} Chrome/140.0 Safari/537.36`)).toEqual({ browser: 'Chrome', system: 'Linux' });
  expect(agentOf(`${linux} Chrome/140.0 Safari/537.36 Edg/140.0`)).toEqual({ browser: 'Edge', system: 'Linux' });
  expect(agentOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) Version/18 Safari/604.1')).toEqual({
    browser: 'Safari',
    system: 'iOS',
  });
  expect(agentOf('curl/8.5')).toEqual({ browser: 'curl', system: undefined });
  expect(agentOf('')).toBeUndefined();
});
