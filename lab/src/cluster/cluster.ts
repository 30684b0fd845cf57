import { join } from 'node:path';
import type { Clock } from '@pharos/core/clock';
import { lastLines } from '@pharos/core/launch/child';
import { freePort } from '@pharos/core/launch/port';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import { host } from '../host.ts';
import { systemPostgres } from '../system-postgres.ts';
import { createNode, type ClusterNode } from './node.ts';

/** A region's database as production has it: one primary, a synchronous standby, another standby; Patroni and etcd choose. */
export interface Cluster extends AsyncDisposable {
  nodes: ClusterNode[];
  /** All nodes in one address, as the roles are told. */
  databaseUrl: string;
  replicaUrls: string[];
  /** What the nodes that answer say of each other; empty when none does. */
  members(): Promise<Member[]>;
  /** The node that has the lock, where there is one. */
  primary(): Promise<ClusterNode | undefined>;
  /** Returns when one node is the primary and the others stream from it, one of them synchronously. */
  untilWhole(limitMs: number): Promise<void>;
  /** What `patronictl reinit` does: the node throws away what it has, and copies the primary. */
  copyAnew(node: ClusterNode): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const Members = z.object({
  members: z.array(z.object({ name: z.string(), role: z.string(), state: z.string() })),
});
export type Member = z.infer<typeof Members>['members'][number];

const names = ['db-1', 'db-2', 'db-3'];
const askMs = 1_000;
const lookMs = 200;
// A new cluster is made, copied twice and follows: a quarter of it on a quiet machine.
const wholeMsMax = 90_000;

export async function createCluster(region: string, dir: string, clock: Clock): Promise<Cluster> {
  const bin = systemPostgres();
  const nodes: ClusterNode[] = [];
  await using opened = new AsyncDisposableStack();
  const peers = await Promise.all(names.map(async (name) => ({ name, ports: await portsOf() })));
  for (const { name, ports } of peers) {
    const node = await createNode({ cluster: `pharos-${region}`, name, dir: join(dir, name), bin, ports, peers });
    nodes.push(opened.use(node));
  }
  const kept = opened.move();
  const askAll = () => Promise.all(nodes.filter((node) => node.isRunning()).map(askMembers));
  const members = async () => {
    const answers = (await askAll()).filter((answer) => answer.length > 0);
    // Who was frozen tells for a moment how it was: most of them know better.
    return answers.find((answer) => answers.filter((other) => leaderOf(other) === leaderOf(answer)).length > answers.length / 2) ?? [];
  };
  const untilWhole = async (limitMs: number) => {
    const until = clock.elapsed() + limitMs;
    const isAgreed = (answers: Member[][]) =>
      answers.length === nodes.length && answers.every(isWhole) && new Set(answers.map(leaderOf)).size === 1;
    while (!isAgreed(await askAll())) {
      if (clock.elapsed() > until)
        throw new Problem('unavailable', `the cluster of ${region} is not whole: ${lastLines(join(dir, names[0]!, 'patroni.log'))}`);
      await clock.sleep(lookMs);
    }
  };
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stopPostgres()));
    await Promise.all(nodes.map((node) => node.stop()));
  };
  const urlOf = (...ports: number[]) => `postgres://pharos@${ports.map((port) => `${host}:${port}`).join(',')}/pharos`;
  return {
    nodes,
    databaseUrl: urlOf(...nodes.map(({ postgresPort }) => postgresPort)),
    replicaUrls: nodes.map(({ postgresPort }) => urlOf(postgresPort)),
    members,
    primary: async () => {
      const leader = leaderOf(await members());
      return nodes.find(({ name }) => name === leader);
    },
    untilWhole,
    copyAnew: async ({ name, restPort }) => {
      const url = `http://${host}:${restPort}/reinitialize`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ force: true }), signal: AbortSignal.timeout(askMs * 5) });
      if (!answer.ok) throw new Problem('unavailable', `${name} cannot be copied anew: ${await answer.text()}`);
    },
    start: async () => {
      await Promise.all(nodes.map((node) => node.start()));
      await untilWhole(wholeMsMax);
      await makeUser(nodes.map(({ postgresPort }) => postgresPort));
    },
    stop,
    kill: async () => void (await Promise.all(nodes.map((node) => node.kill()))),
    [Symbol.asyncDispose]: async () => {
      await stop();
      await kept.disposeAsync();
    },
  };
}

/** One primary, and every other node streams from it, one of them synchronously. */
export function isWhole(members: Member[]): boolean {
  const of = (role: string) => members.filter((member) => member.role === role && ['running', 'streaming'].includes(member.state)).length;
  return members.length === names.length && of('leader') === 1 && of('sync_standby') === 1 && of('replica') === names.length - 2;
}

function leaderOf(members: Member[]): string | undefined {
  return members.find(({ role }) => role === 'leader')?.name;
}

async function askMembers({ restPort }: ClusterNode): Promise<Member[]> {
  try {
    const answer = await fetch(`http://${host}:${restPort}/cluster`, { signal: AbortSignal.timeout(askMs) });
    return Members.parse(await answer.json()).members;
  } catch {
    return []; // it is down, cut off or frozen: another one may answer
  }
}

async function makeUser(ports: number[]): Promise<void> {
  const url = `postgres://postgres@${ports.map((port) => `${host}:${port}`).join(',')}/postgres`;
  const sql = openPostgres({ url, max: 1, name: 'lab' });
  try {
    const [known] = await sql`select 1 from pg_roles where rolname = 'pharos'`;
    if (!known) await sql`create role pharos login superuser`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function portsOf() {
  const [postgres, postgresDoor, rest, restDoor, etcd, etcdDoor, etcdPeer] = await Promise.all(Array.from({ length: 7 }, () => freePort()));
  return {
    postgres: postgres!,
    postgresDoor: postgresDoor!,
    rest: rest!,
    restDoor: restDoor!,
    etcd: etcd!,
    etcdDoor: etcdDoor!,
    etcdPeer: etcdPeer!,
  };
}
