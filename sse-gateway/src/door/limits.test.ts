import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLimits, network } from './limits.ts';

it('a household is one address: an IPv6 /64, or an IPv4 address however it is written', () => {
  expect(network('2001:db8:0:1::7')).toBe(network('2001:0DB8:0:1:ffff:1:2:3'));
  expect(network('2001:db8:0:2::7')).not.toBe(network('2001:db8:0:1::7'));
  expect(network('fe80::1%eth0')).toBe(network('fe80::2'));
  expect(network('::ffff:192.0.2.7')).toBe('192.0.2.7');
  // As some proxies write it: the port is not who somebody is.
  expect(network('192.0.2.7:5678')).toBe('192.0.2.7');
  expect(network('[::ffff:192.0.2.7]:5678')).toBe('192.0.2.7');
  expect(network('[2001:db8:0:1::7]:443')).toBe(network('2001:db8:0:1::8'));
  expect(network('[2001:db8:0:1::7]')).toBe(network('2001:db8:0:1::8'));
});

it('whoever comes and goes, no limit is passed, places are given back, and a tag of its own is nobody else’s', () => {
  const most = { readersMax: 8, readersPerAddressMax: 3, readersPerPageMax: 5 };
  const step = fc.record({ address: fc.nat(3), page: fc.nat(2), alone: fc.boolean(), leave: fc.option(fc.nat(7)) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const limits = createLimits(most);
      const held: { address: string; page: string; tag: number; alone: boolean }[] = [];
      for (const { address, page, alone, leave } of steps) {
        const mine = { address: `10.0.0.${address}`, page: `p${page}` };
        const full =
          held.length >= most.readersMax
            ? 'gateway'
            : held.filter((each) => each.address === mine.address).length >= most.readersPerAddressMax
              ? 'address'
              : held.filter((each) => each.page === mine.page).length >= most.readersPerPageMax
                ? 'page'
                : undefined;
        const place = limits.take(mine.address, mine.page);
        expect('full' in place ? place.full : undefined).toBe(full);
        if ('tag' in place) held.push({ ...mine, alone, tag: alone ? limits.alone(place.tag) : place.tag });
        const gone = leave === null ? undefined : held.splice(leave % Math.max(1, held.length), 1)[0];
        if (gone) limits.giveBack(gone.tag, gone.page);
        expect(limits.readers()).toBe(held.length);
        for (const each of held.filter(({ alone: isAlone }) => isAlone)) {
          expect(held.filter(({ tag }) => tag === each.tag)).toEqual([each]);
        }
      }
      for (const { tag, page } of held) limits.giveBack(tag, page);
      expect(limits.readers()).toBe(0);
    }),
  );
});
