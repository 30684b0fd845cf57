import { expect, it } from 'vitest';
import { customerOf, networkOf } from './ip.ts';
import { isInNetworks, Network } from './network.ts';

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

it('an address lies in a network or not, however it is written', () => {
  const networks = ['192.0.2.0/24', '2001:db8::/32', '198.51.100.7'];
  for (const inside of ['192.0.2.200', '::ffff:192.0.2.1', '2001:db8:1::5', '2001:DB8::1%eth0', '198.51.100.7']) {
    expect([inside, isInNetworks(inside, networks)]).toEqual([inside, true]);
  }
  for (const outside of ['192.0.3.1', '2001:db9::1', '198.51.100.8', 'unknown', '', '::1']) {
    expect([outside, isInNetworks(outside, networks)]).toEqual([outside, false]);
  }
  expect(isInNetworks('192.0.2.1', ['nonsense', '300.0.0.0/8', '192.0.2.0/33'])).toBe(false);
  expect(isInNetworks('203.0.113.9', ['0.0.0.0/0'])).toBe(true);
  for (const wrong of ['192.0.2.0/33', '2001:db8::/129', '192.0.2', 'host.example', '10.0.0.0/8 ', ''])
    expect(Network.safeParse(wrong).success).toBe(false);
});
