import { expect, it } from 'vitest';
import { haproxyConfig } from './haproxy.ts';
import { simulate } from './simulate.ts';

it('no gateway carries more than 1.25 times the mean, before and after a loss, and only the lost ones move', () => {
  const [placed, gateway, region] = simulate({ readers: 200_000, pages: 2_000, gateways: 24, regions: 3, seed: 1 });
  for (const each of [placed!, gateway!, region!]) expect(each).toMatchObject({ unplaced: 0 });
  for (const each of [placed!, gateway!, region!]) expect(each.loadMaxOverMean).toBeLessThan(1.27);
  expect(gateway!.moved).toBeLessThan((200_000 / 24) * 1.26);
  expect(gateway!.readers).toBe(placed!.readers);
  expect(region!.readers).toBe(placed!.readers);
});

it('prints a configuration for HAProxy, and says that its places are its own', () => {
  const config = haproxyConfig([{ name: 'eu-1', address: '10.0.0.1:8081' }]);
  expect(config).toContain('hash-balance-factor 125');
  expect(config).toContain('In place of the edge');
  expect(config).toContain('  server eu-1 10.0.0.1:8081');
});
