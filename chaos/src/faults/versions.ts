import { newId } from '@pharos/core/id';
import { roleNames } from '@pharos/lab/site';
import { z } from 'zod';
import type { Probe, Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

export interface VersionsOptions {
  /** A region that runs this version, and one that runs the version before until it is upgraded. */
  newer: string;
  older: string;
}

export interface Versions {
  /** A page that both versions show alike. */
  open: Step;
  writeNewer: Step;
  writeOlder: Step;
  upgrade: Step;
  probes: Probe[];
}

const Made = z.object({ id: z.string().default(''), update: z.string().default('') });
const View = z.looseObject({
  page: z.looseObject({ name: z.string() }),
  incidents: z.array(z.unknown()),
  maintenances: z.array(z.unknown()),
});

const answerMs = 10_000;
// Changes are elsewhere in tenths of a second; on a busy machine in seconds.
const heardMsMax = 10_000;
// A copy at the edge is confirmed each ten seconds.
const shownMsMax = 20_000;
// It is folded before sync is ready. Half a minute later tables are compared with documents, which would hide that it was not.
const foldedMsMax = 10_000;
const lookMs = 250;

const slug = 'upgraded';
const subscriber = 'upgraded@example.com';
const said = { byNewer: 'Said by the newer version.', byOlder: 'Said by the older version.', edited: 'Said better.', after: 'Why it was.' };

/** Two versions that write into the same documents, and the upgrade of the older one. */
export function versions({ newer, older }: VersionsOptions): Versions {
  let page = '';
  let incident = '';
  let update = '';
  let notFolded = Infinity;

  const ask = async ({ world, demo }: Scene, region: string, method: string, path: string, body: unknown) => {
    const answer = await fetch(`${world.region(region).urls.api}/v1/pages${path}`, {
      method,
      headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json', 'idempotency-key': newId() },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    if (!answer.ok) throw new Error(`${method} ${path} in ${region}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
    return Made.parse(await answer.json());
  };
  /** What somebody is shown there: with the key of the page, or without any. */
  const view = async ({ world, demo }: Scene, region: string): Promise<string> => {
    const headers = { authorization: `Bearer ${demo.key}` };
    const url = `${world.region(region).urls.api}/v1/pages/${page}/view`;
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(answerMs) });
    if (!answer.ok) return `the API says ${answer.status}`;
    const { page: shown, incidents, maintenances } = View.parse(await answer.json());
    return JSON.stringify({ shown, incidents, maintenances });
  };
  const statusOf = async (url: string): Promise<number> => {
    const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs) });
    await answer.body?.cancel();
    return answer.status;
  };
  const atApi = ({ world }: Scene, region: string) => statusOf(`${world.region(region).urls.api}/v1/pages/${page}/view`);
  const atEdge = ({ world }: Scene, region: string) => statusOf(`${world.region(region).urls.page}/p/${page}`);
  const documents = async ({ world }: Scene, region: string): Promise<string> => {
    const rows = await world.region(region).sql`select id, encode(hash, 'hex') as hash from doc where page = ${page} order by id`;
    return JSON.stringify(rows);
  };
  const unprojected = async ({ world }: Scene, region: string): Promise<number> => {
    const [row] = await world.region(region).sql<{ count: number }[]>`select count(*)::int as count from doc where unprojected`;
    return row!.count;
  };

  /** Looks until all of it is so; answers how many of these things are not, and says which. */
  const notSo = async (scene: Scene, mostMs: number, things: Record<string, () => Promise<boolean>>): Promise<number> => {
    const until = scene.world.clock.elapsed() + mostMs;
    for (;;) {
      const so = await Promise.all(Object.values(things).map((each) => each().catch(() => false)));
      const not = Object.keys(things).filter((_, at) => !so[at]);
      if (not.length === 0) return 0;
      if (scene.world.clock.elapsed() > until) {
        scene.note(`not so: ${not.join('; ')}`);
        return not.length;
      }
      await scene.world.clock.sleep(lookMs);
    }
  };
  const shows =
    (scene: Scene, region: string, ...texts: string[]) =>
    async () => {
      const shown = await view(scene, region);
      return texts.every((text) => shown.includes(JSON.stringify(text)));
    };

  const tables = (scene: Scene): Record<string, () => Promise<boolean>> => ({
    'the API shows the private page to nobody': async () => (await atApi(scene, older)) === 404,
    'it shows what the other region shows': async () => (await view(scene, older)) === (await view(scene, newer)),
    'which is all of it': shows(scene, older, said.edited, said.byOlder, said.after, 'Upgraded, renamed', 'Works'),
    'no document is shown in part': async () => (await unprojected(scene, older)) === 0,
  });

  const open = async (scene: Scene) => {
    page = (await ask(scene, newer, 'POST', '', { name: 'Upgraded', slug, timeZone: 'UTC' })).id;
    await ask(scene, newer, 'POST', `/${page}/subscriptions`, { channel: 'email', address: subscriber });
    const opened = await ask(scene, newer, 'POST', `/${page}/incidents`, {
      title: 'Down',
      body: said.byNewer,
      impact: 'major',
      notify: false,
    });
    incident = opened.id;
    update = opened.update;
    const trouble = await notSo(scene, heardMsMax, {
      'the older version shows the page': shows(scene, older, said.byNewer),
      'its edge does': async () => (await atEdge(scene, older)) === 200,
      'the newer one does': async () => (await atEdge(scene, newer)) === 200,
    });
    if (trouble > 0) throw new Error('the page is not shown by both versions');
  };

  const writeNewer = async (scene: Scene) => {
    const of = `/${page}/incidents/${incident}`;
    await ask(scene, newer, 'PATCH', `/${page}`, { private: true });
    await ask(scene, newer, 'PATCH', `${of}/updates/${update}`, { body: said.edited });
    await ask(scene, newer, 'PATCH', `${of}/postmortem`, { text: said.after, published: true });
    const [startsAt, endsAt] = ['2150-01-01T00:00:00Z', '2150-01-01T01:00:00Z'];
    await ask(scene, newer, 'POST', `/${page}/maintenances`, { title: 'Works', body: 'They begin.', startsAt, endsAt });
  };
  const writeOlder = async (scene: Scene) => {
    await ask(scene, older, 'PATCH', `/${page}`, { name: 'Upgraded, renamed' });
    await ask(scene, older, 'POST', `/${page}/incidents/${incident}/updates`, { status: 'monitoring', body: said.byOlder, notify: false });
  };

  const upgrade = async (scene: Scene) => {
    const { world, note } = scene;
    note(`${older} holds ${await unprojected(scene, older)} documents of which it shows only a part`);
    world.roots.delete(older);
    for (const name of roleNames) {
      await world.region(older).part(name).stop();
      await world.region(older).part(name).start();
      // The table of pages is read by the API of the version before as well.
      if (name === 'sync') notFolded = await notSo(scene, foldedMsMax, tables(scene));
    }
    mended(scene);
  };

  const together: Probe = {
    name: `things that one of two versions does not show of what both know`,
    unit: 'things',
    when: ['during'],
    most: 0,
    ask: (scene) =>
      notSo(scene, heardMsMax, {
        'their documents are the same': async () => (await documents(scene, newer)) === (await documents(scene, older)),
        'the newer one shows what both wrote': shows(scene, newer, said.edited, said.byOlder, said.after, 'Upgraded, renamed', 'Works'),
        'it shows a private page to nobody': async () => (await atApi(scene, newer)) === 404,
        'the older one shows what it knows': shows(scene, older, said.byNewer, said.byOlder, 'Upgraded, renamed', 'Works'),
      }),
  };
  const upgraded: Probe = {
    name: `things that ${older} does not show by itself after its upgrade`,
    unit: 'things',
    when: ['after'],
    most: 0,
    ask: (scene) =>
      notSo(scene, shownMsMax, {
        ...tables(scene),
        'the edge neither': async () => (await atEdge(scene, older)) === 404,
        'their documents are the same': async () => (await documents(scene, newer)) === (await documents(scene, older)),
      }),
  };
  const folded: Probe = {
    name: `things that the tables of ${older} do not say ${foldedMsMax / 1_000} s after its sync was upgraded`,
    unit: 'things',
    when: ['after'],
    most: 0,
    ask: () => notFolded,
  };
  const toldOnce: Probe = {
    name: 'times that a notice which one version cannot read was sent',
    unit: 'times',
    when: ['after'],
    least: 1,
    most: 1,
    ask: ({ world }) =>
      (['ses', 'sendgrid'] as const).flatMap((provider) =>
        world.providers.accepted(provider).messages.filter(({ to }) => to === subscriber),
      ).length,
  };

  return {
    open: { name: `a page that ${newer} and ${older} show alike`, run: open },
    writeNewer: { name: `${newer} makes it private, edits an update, tells why it was, and announces works`, run: writeNewer },
    writeOlder: { name: `${older}, which knows of none of this, renames it and posts an update`, run: writeOlder },
    upgrade: { name: `${older} is upgraded, one role after the other`, run: upgrade },
    probes: [together, folded, upgraded, toldOnce],
  };
}
