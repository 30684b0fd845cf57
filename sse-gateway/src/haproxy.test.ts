import { expect, it } from 'vitest';
import { haproxyConfig } from './haproxy.ts';

it('prints a configuration for HAProxy, and says that its places are its own', () => {
  const config = haproxyConfig([{ name: 'eu-1', address: '10.0.0.1:8081' }]);
  expect(config).toContain('hash-balance-factor 125');
  expect(config).toContain('In place of the edge');
  expect(config).toContain('  server eu-1 10.0.0.1:8081');
});
