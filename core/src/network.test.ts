import { expect, it } from 'vitest';
import { customerOf, networkOf } from './network.ts';

it.each([
  ['192.0.2.7', '192.0.2.7', '192.0.2'],
  ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2'],
  ['2001:db8::1', '2001:db8:0:0', '2001:db8:0'],
  ['2001:0DB8:0:0:9::1', '2001:db8:0:0', '2001:db8:0'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1'],
  ['::1', '0:0:0:0', '0:0:0'],
  ['unknown', 'unknown', 'unknown'],
])('%s counts as %s in %s', (address, customer, network) => {
  expect([customerOf(address), networkOf(address)]).toEqual([customer, network]);
});
