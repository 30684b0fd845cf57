import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { headsOf, type Entry } from './heads.ts';

const regions = [1, 2, 3];
const seen = fc.dictionary(fc.constantFrom(...regions.map(String)), fc.integer({ min: 0, max: 12 }));
const update = fc.record({ hlc: fc.integer({ min: 1, max: 12 }), region: fc.constantFrom(...regions), seen });

it('the heads are those that no other update has seen, whatever a peer says that it has seen', () => {
  fc.assert(
    fc.property(fc.array(update, { maxLength: 20 }), (made) => {
      const updates = made.map(({ hlc, region, seen }, at): Entry => {
        const entry = {
          status: 'investigating' as const,
          impact: 'minor' as const,
          body: 'x',
          at: '',
          seen,
          components: {},
          texts: {},
          computed: false,
          nextUpdateAt: null,
        };
        return { id: String(at), entry, register: { value: null, hlc, region } };
      });
      const hasSeen = (reader: Entry, { register }: Entry) => (reader.entry.seen[register.region] ?? 0) >= register.hlc;
      const expected = updates.filter((each) => !updates.some((other) => other !== each && hasSeen(other, each)));
      expect(headsOf(updates).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    }),
    { numRuns: 500 },
  );
});
