import { expect, it } from 'vitest';
import type { Api } from '../api/api.ts';
import { createRegions } from '../api/regions.ts';
import { watchPage } from './watch.ts';

const doors = ['us', 'eu'].map((name) => ({ name, url: `https://${name}.example` }));
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(versions: Record<string, string | Promise<string> | Error>) {
  const regions = createRegions(doors);
  const due: (() => void)[] = [];
  const read: string[] = [];
  const api = {
    tagIn: async ({ name }: { name: string }) => {
      const version = versions[name]!;
      if (version instanceof Error) throw version;
      return version;
    },
    askIn: async ({ name }: { name: string }) => {
      read.push(name);
      return { value: { version: await versions[name] } };
    },
  } as unknown as Api;
  const later = (work: () => void) => {
    due.push(work);
    return () => void due.splice(due.indexOf(work), 1);
  };
  const watch = watchPage({ api, regions, page: 'p', now: () => 1, isVisible: () => true, later });
  const pass = async () => {
    for (const work of due.splice(0)) work();
    await settled();
  };
  return { regions, watch, read, pass, versions };
}

it('reads the page where its version is another one, and of other regions the version alone', async () => {
  const { watch, read, pass, versions } = open({ us: 'v1', eu: 'v1' });
  await settled();
  await pass();
  expect(read).toEqual(['us']);
  versions['us'] = 'v2';
  await pass();
  expect(read).toEqual(['us', 'us']);
  expect(watch.view.value?.version).toBe('v2');
  expect(watch.regions.value.map(({ behindSince }) => behindSince)).toEqual([undefined, 1]);
  watch.stop();
});

it('a region that hangs holds up nothing of another one, and one that is gone is left', async () => {
  const hanging = open({ us: 'v1', eu: new Promise(() => undefined) });
  await settled();
  expect(hanging.watch.view.value?.version).toBe('v1');
  expect(hanging.watch.regions.value.map(({ door }) => door.name)).toEqual(['us']);
  const gone = open({ us: new TypeError('network'), eu: 'v1' });
  await settled();
  await gone.pass();
  expect(gone.regions.here().name).toBe('eu');
  expect(gone.watch.view.value?.version).toBe('v1');
  expect(gone.watch.regions.value.map(({ isThere }) => isThere)).toEqual([false, true]);
});
