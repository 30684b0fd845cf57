import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@pharos/core/clock';
import { createProgram } from '@pharos/cli';
import { beforeAll, describe, expect, it } from 'vitest';
import { experiments } from '../chaos/src/experiments/experiments.ts';
import { help as startHelp } from '../lab/src/options.ts';
import { verbs } from '../lab/src/verbs.ts';
import { docFaults, type Known } from './doc-rules.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const pages = new Map(tracked.filter((path) => path.endsWith('.md')).map((path) => [path, read(path)]));

// What people follow with a hand on the keyboard. ARCHITECTURE, CHANGELOG and the packages' own pages tell of what was, too.
const isFollowed = (path: string) => /^(?:docs|runbooks|deploy)\/|^(?:README|terraform\/README|chaos\/README)\.md$/.test(path);

const { stdin, stdout, stderr } = process;
const responder = createProgram({ env: {}, stdin, stdout, stderr, fetch, clock: systemClock });

let known: Known;
beforeAll(() => {
  known = whatThereIs();
});

describe('the guides, the runbooks and the pages about deploying', () => {
  it('name files, links, commands, options and variables that there are', () => {
    const followed = [...pages].filter(([path]) => isFollowed(path));
    expect(followed.length).toBeGreaterThan(40);
    expect(followed.flatMap(([path, text]) => docFaults({ path, text }, known))).toEqual([]);
  });

  it.each<[string, string]>([
    ['a command that there is not', 'Then `npx pharos mesh heal`.'],
    ['a command of a responder that there is not', 'Then `npx pharos incident reopen`.'],
    ['an option that no such command takes', '`npx pharos incident resolve --quick`'],
    ['a group of commands that there is not', '```\nnpx pharos secrets rotate\n```'],
    ['an option that the command does not take', '`npx pharos backup make --quick`'],
    ['a script that there is not', '`npm run deploy:all`'],
    ['an option of the start that there is not', '`npm start -- --fast`'],
    ['a drill that there is not', '`npm run lab -- drill primary-lost`'],
    ['a verb of the lab that there is not', '`npm run lab -- heal region=eu`'],
    ['a file that there is not', 'Copy `deploy/systemd/pharos.service`.'],
    ['a link to nowhere', 'See [there](capacity-of-all.md).'],
    ['a link to a heading that there is not', 'See [there](../postgres.md#how-it-is).'],
    ['a variable that nothing reads', '| `READERS_KEYS` | signs tokens |'],
  ])('would not be let through: %s', (_what, text) => {
    expect(docFaults({ path: 'docs/guides/planted.md', text }, known)).toHaveLength(1);
  });

  it('may say what there is', () => {
    const text =
      '`npx pharos backup fetch files <stamp> --into /root/x`, `npm run lab -- drill primary-gone`, [x](../postgres.md#pgbouncer-and-other-poolers)';
    expect(docFaults({ path: 'docs/guides/planted.md', text }, known)).toEqual([]);
  });
});

describe('the guide to other secrets', () => {
  it('says of each secret how it is replaced', () => {
    const secrets = [...known.variables].filter((name) =>
      /(?:KEYS?|SECRET|PASSWORD|TOKEN|CREDENTIALS_FILE|KEY_FILE|ACCESS_KEY_ID)$/.test(name),
    );
    // A limit, what everybody may know, and what the database's own guide names.
    const others = new Set(['RATE_PER_KEY', 'TELNYX_PUBLIC_KEY', 'POSTGRES_PASSWORD', 'REPLICATOR_PASSWORD']);
    const guide = read('docs/guides/rotate-secrets.md');
    expect(secrets.length).toBeGreaterThan(15);
    expect(secrets.filter((name) => !others.has(name) && !guide.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('the guide about capacity', () => {
  it('says the numbers of the tiers', () => {
    const tiers = read('terraform/modules/region/tiers.tf')
      .split(/^ {4}(?=[1-4] = \{)/m)
      .slice(1);
    const rows = [...read('docs/guides/capacity.md').matchAll(/^\| ([1-4]) \| (.*) \|$/gm)].map(
      ([, tier, cells]) => [tier!, cells!] as const,
    );
    expect(tiers).toHaveLength(4);
    for (const text of tiers) {
      const number = (name: string) => Number(new RegExp(`\\b${name} *= (\\d+)`).exec(text)![1]);
      const span = (role: string) =>
        [...new RegExp(`\\b${role} += \\{ least = (\\d+), most = (\\d+) \\}`).exec(text)!].slice(1).map(Number);
      const [api, gateway, notifier, edge] = ['api', 'gateway', 'notifier', 'edge'].map(span) as [number[], number[], number[], number[]];
      const pools = /pools = \{ api = (\d+), replica = (\d+), gateway = (\d+), notifier = (\d+) \}/.exec(text)!.slice(1).map(Number);
      const [apiPool, replicaPool, gatewayPool, notifierPool] = pools as [number, number, number, number];
      // As docs/postgres.md counts; two sync processes of ten, and ten for people.
      const asked = api[1]! * (apiPool + 3 + replicaPool + 1) + gateway[1]! * gatewayPool + notifier[1]! * notifierPool + 2 * 10 + 10;
      const disk = number('storage_gb');
      const us = (count: number) => count.toLocaleString('en-US');
      const tier = text[0]!;
      expect(rows.filter(([each]) => each === tier).map(([, cells]) => cells)).toEqual([
        ['pages', 'readers', 'subscribers'].map((name) => us(number(name))).join(' | '),
        [...[api, gateway, notifier, edge].map((each) => each.join(' to ')), '2'].join(' | '),
        `${apiPool}, ${gatewayPool}, ${notifierPool} | ${replicaPool} | ${us(asked)} | ${us(number('connections'))} | ${disk < 1000 ? `${disk} GB` : `${disk / 1000} TB`}`,
      ]);
    }
  });
});

/** By what each program says of itself: its usage, which its own tests and people read. */
function whatThereIs(): Known {
  const paths = new Set(tracked.flatMap((path) => path.split('/').map((_part, at, parts) => parts.slice(0, at + 1).join('/'))));
  const usageIn = (path: string) => /usage = `([\s\S]*?)`;/.exec(read(path))![1]!;
  const groups: [group: string, file: string, command: RegExp][] = [
    ['person', 'setup/people.ts', /pharos person ([a-z]+)/g],
    ['key', 'setup/keys.ts', /pharos key ([a-z]+)/g],
    ['mesh', 'crdt-sync/src/commands/run-mesh-command.ts', /^ {2}([a-z-]+)/gm],
    ['notify', 'crdt-sync/src/commands/run-notify-command.ts', /^ {2}([a-z-]+)/gm],
    ['backup', 'setup/backup/commands.ts', /^ {2}([a-z]+)/gm],
    ['region', 'setup/region/rebuild.ts', /pharos region ([a-z]+)/g],
    ['live', 'proof/live-model/commands.ts', /^ {2}([a-z]+)/gm],
  ];
  const top = [...usageIn('setup/pharos.ts').matchAll(/^ {2}([a-z]+)(?:, ([a-z]+))?/gm)].flatMap(([, ...names]) =>
    names.flatMap((name) => name ?? []),
  );
  const templates = tracked
    .filter((path) => /^deploy\/patroni\/.*\.yml$|^chaos\/exported\/toolkit\//.test(path))
    .map(read)
    .join('\n');
  return {
    paths,
    pages,
    scripts: new Set(Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)),
    pharos: new Map(
      top.map((name) => {
        const responders = responder.commands.find((each) => each.name() === name);
        if (responders)
          return [name, { commands: new Set(responders.commands.map((each) => each.name())), options: optionsOf(responders) }];
        const [, file, command] = groups.find(([group]) => group === name) ?? [];
        if (file === undefined) return [name, { commands: new Set<string>(), options: new Set<string>() }];
        const usage = usageIn(file);
        return [name, { commands: new Set([...usage.matchAll(command!)].map(([, each]) => each!)), options: optionsIn(usage) }];
      }),
    ),
    verbs: new Set([...verbs, ...[...read('lab/src/control.ts').matchAll(/verb === '([a-z]+)'/g)].map(([, name]) => name!)]),
    drills: new Set([...experiments.map(({ name }) => name), 'list', 'all', 'recovery', 'losses', 'due', 'export']),
    startOptions: optionsIn(startHelp),
    drillOptions: new Set([...read('chaos/src/options.ts').matchAll(/^ {8}([a-z]+): \{ type/gm)].map(([, name]) => `--${name}`)),
    variables: new Set([
      ...[...read('docs/config.md').matchAll(/^\| `([A-Z0-9_]+)`/gm)].map(([, name]) => name!),
      // Filled into the templates of a database node; and read by the experiments that are exported.
      ...[...templates.matchAll(/\$\{([A-Z_]+)\}|"key": "([A-Z_]+)"/g)].map(([, name, key]) => (name ?? key)!),
    ]),
  };
}

/** Its own, those of its commands, and those of every command. */
function optionsOf(command: typeof responder): Set<string> {
  const all = [command, ...command.commands, responder];
  return new Set(all.flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])));
}

function optionsIn(usage: string): Set<string> {
  return new Set(usage.match(/--[a-z][a-z-]*/g));
}
