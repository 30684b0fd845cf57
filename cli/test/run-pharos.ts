import { Readable, Writable } from 'node:stream';
import { systemClock } from '@pharos/core/clock';
import type { TestPage } from '../../api/test/open-api.ts';
import { runCli } from '../src/run-cli.ts';

const clock = { ...systemClock, sleep: () => systemClock.sleep(20) };

/** The command line as it would be called, and what it said. */
export async function runPharos(words: string[], env: Record<string, string>) {
  let [out, err] = ['', ''];
  const into = (take: (text: string) => void) => new Writable({ write: (part, _encoding, done) => (take(String(part)), done()) });
  const around = { env, stdin: Readable.from(['']), stdout: into((text) => (out += text)), stderr: into((text) => (err += text)) };
  const exit = await runCli(words, { ...around, fetch, clock, worldFile: '/nowhere/world.json' });
  return { exit, out, err };
}

/** What visitors see of a page, without what is another one here: ids, and when it was last written to. */
export async function seenOn({ api: { ask } }: TestPage, page: string) {
  const view = (await ask('GET', `/v1/pages/${page}/view`)).json as Record<string, Record<string, unknown>[]>;
  const nameOf = (id: unknown) => [...view['components']!, ...view['groups']!].find((each) => each['id'] === id)?.['name'] ?? id;
  const incidents = (await ask('GET', `/v1/pages/${page}/incidents`)).json['items'] as Record<string, unknown>[];
  const updates = (of: Record<string, unknown>) =>
    (of['updates'] as Record<string, unknown>[]).map(({ status, body, at }) => ({ status, body, at }));
  const states = (of: Record<string, unknown>) =>
    (of['components'] as { id: string; status: string }[]).map(({ id, status }) => [nameOf(id), status]);
  return {
    groups: view['groups']!.map(({ name, description }) => ({ name, description })),
    components: view['components']!.map(({ name, description, status, groupId, onlyShowIfDegraded }) => {
      return { name, description, status, group: nameOf(groupId), onlyShowIfDegraded: onlyShowIfDegraded ?? false };
    }),
    incidents: incidents.map((each) => {
      const { title, status, impact, startedAt, resolvedAt } = each;
      return { title, status, impact, startedAt, resolvedAt, updates: updates(each), components: states(each) };
    }),
    maintenances: view['maintenances']!.map((each) => {
      const { title, startsAt, endsAt, status, components } = each;
      return { title, startsAt, endsAt, status, updates: updates(each), components: (components as unknown[]).map(nameOf) };
    }),
  };
}
