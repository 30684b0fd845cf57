import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Fact } from '@pharos/resources/fact';
import { componentStatuses } from '@pharos/core/severity';
import { covers as coversVectors, encodeVersion, type Version } from '@pharos/core/version';
import {
  applyPatch as applyInCore,
  type ComponentView,
  type GroupView,
  type IncidentView,
  type MaintenanceView,
  type Patch,
  type View,
} from '@pharos/resources/view';
import * as fc from 'fast-check';
import { expect, expectTypeOf, it } from 'vitest';
import { applyPatch, covers, type Change, type View as ClientView } from './live.js';
import { minified, shipped } from './minify.ts';

const at = '2026-01-01T00:00:00.000Z';
const id = fc.constantFrom('a', 'b', 'c', 'd');
const time = fc.integer({ min: 0, max: 3 }).map((day) => `2026-01-0${day + 1}T00:00:00.000Z`);
const component: fc.Arbitrary<ComponentView> = fc.record({
  id,
  name: fc.string(),
  description: fc.constant(''),
  group: fc.constant(null),
  groupId: fc.constantFrom(null, 'a', 'b', 'c', 'd'),
  order: fc.constantFrom('a', 'b', 'c'),
  status: fc.constantFrom(...componentStatuses),
  updatedAt: fc.constant(at),
});
const group: fc.Arbitrary<GroupView> = fc.record({
  id,
  name: fc.string(),
  description: fc.constant(''),
  parent: fc.constantFrom(null, 'a', 'b', 'c', 'd'),
  order: fc.constantFrom('a', 'b', 'c'),
  isOpen: fc.boolean(),
  status: fc.constantFrom(...componentStatuses),
  updatedAt: fc.constant(at),
});
const incident: fc.Arbitrary<IncidentView> = fc.record({
  id,
  title: fc.string(),
  status: fc.constant('identified' as const),
  impact: fc.constant('minor' as const),
  conflict: fc.boolean(),
  startedAt: time,
  resolvedAt: fc.constant(null),
  components: fc.constant([]),
  updates: fc.constant([]),
});
const maintenance: fc.Arbitrary<MaintenanceView> = fc.record({
  id,
  title: fc.string(),
  status: fc.constant('scheduled' as const),
  startsAt: time,
  endsAt: time,
  components: fc.constant([]),
  updates: fc.constant([]),
});
const unique = <T extends { id: string }>(of: fc.Arbitrary<T>) => fc.uniqueArray(of, { selector: (each) => each.id, maxLength: 4 });
const patch: fc.Arbitrary<Patch> = fc.record({
  components: unique(component),
  groups: fc.option(unique(group), { nil: undefined }),
  incidents: unique(incident),
  maintenances: unique(maintenance),
  removed: fc.uniqueArray(id),
});
const empty: View = {
  version: 'v1.',
  at,
  page: { id: 'p', name: 'P', slug: 'p', timeZone: 'UTC' },
  status: { indicator: 'none', description: 'All Systems Operational' },
  components: [],
  incidents: [],
  maintenances: [],
};
const version = fc.dictionary(fc.integer({ min: 0, max: 0xffffffff }).map(String), fc.integer({ min: 1, max: 2 ** 40 }), { maxKeys: 3 });

it('a browser patches a View exactly as the server does', () => {
  fc.assert(
    fc.property(fc.array(patch, { maxLength: 5 }), (patches) => {
      let ours = empty;
      let theirs = empty;
      for (const each of patches) {
        ours = applyPatch(ours, each, 'v1.BwE', at);
        theirs = applyInCore(theirs, each, 'v1.BwE', at);
      }
      expect(ours).toEqual(theirs);
    }),
  );
});

it('a browser compares versions exactly as the server does', () => {
  fc.assert(
    fc.property(version, version, fc.boolean(), (a: Version, b: Version, both) => {
      const left = both ? { ...b, ...a } : a;
      expect(covers(encodeVersion(left), encodeVersion(b))).toBe(coversVectors(left, b));
    }),
  );
});

it('is shipped as it is written, and small enough to send to everybody', () => {
  const code = readFileSync(shipped, 'utf8');
  expect(code, 'run: node sse-gateway/client/minify.ts').toBe(minified());
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(2_048);
});

it('is a package that stands by itself, with types that say what the server sends', () => {
  const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const about = JSON.parse(read('package.json')) as { exports: { '.': { types: string; default: string } }; files: string[] };
  const { types, default: code } = about.exports['.'];
  expect(new URL(code, import.meta.url).href).toBe(shipped.href);
  expect(about.files).toEqual(expect.arrayContaining([types.slice(2), code.slice(2)]));
  for (const file of about.files) expect(read(file)).not.toMatch(/^import |from '@pharos/m);
  expectTypeOf<ClientView>().toEqualTypeOf<View>();
  expectTypeOf<Change['patch']>().toEqualTypeOf<Patch>();
  expectTypeOf<Change['facts'][number]['type']>().toEqualTypeOf<Fact['type']>();
  expectTypeOf<Fact>().toExtend<Change['facts'][number]>();
});
