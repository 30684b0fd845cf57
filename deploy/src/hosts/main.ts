import { newId } from '@pharos/core/id';
import { addresses, leaderOf, spendAfternoon, untilSo } from './afternoon.ts';
import { playMachines, type Machine, type Machines } from './machines.ts';

/*
 * `npm run deploy:hosts`, as root: three hosts are played by this machine, the guide "production in an afternoon" is followed on them by its own
 * commands, and then the one that has the primary loses its power, and gets it back.
 */

// What the guide says of it: it stays, and takes an update within so long.
const updateMsMax = 20_000;
const backMsMax = 240_000;

const began = performance.now();
const say = (line: string) => process.stdout.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);

if (process.getuid?.() !== 0) {
  process.stderr.write('this plays hosts by namespaces of the kernel, which root alone may make: run it as root\n');
  process.exit(1);
}
const root = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');
let machines: Machines | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    say(`stopped by ${signal}: the hosts are taken down`);
    void Promise.resolve(machines?.[Symbol.asyncDispose]()).finally(() => process.exit(1));
  });
try {
  machines = await playMachines(addresses, root);
  const { key, page } = await spendAfternoon({ machines: machines.all, say });
  await loseOne(machines.all, { key, page });
  say('all of it is right');
} catch (error) {
  say(`NOT RIGHT: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await machines?.[Symbol.asyncDispose]();
}

/** The last word of the guide before one relies on it. */
async function loseOne(all: Machine[], { key, page }: { key: string; page: string }): Promise<void> {
  const lost = await leaderOf(all);
  const other = all.find((each) => each !== lost)!;
  await lost.powerOff();
  say(`${lost.name}, which has the primary, has no power`);
  const name = newId();
  const body = JSON.stringify({ title: 'A host is lost', body: 'We look into it.', impact: 'minor' });
  const post = `curl -sf -m 5 -X POST https://api.example.com/v1/pages/${page}/incidents -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -H 'Idempotency-Key: ${name}' -d '${body}'`;
  let refusedPages = 0;
  const tookMs = await untilSo(
    'an update is taken',
    async () => {
      if (!(await shows(other, 'Acme'))) refusedPages += 1;
      return (await other.run(post, { mayFail: true })).code === 0;
    },
    updateMsMax,
  );
  if (refusedPages > 0) throw new Error(`the page was not served ${refusedPages} times meanwhile`);
  say(`the page stayed, and an update was taken after ${(tookMs / 1_000).toFixed(1)} s`);
  await untilSo('the page shows it', () => shows(other, 'A host is lost'));
  await lost.powerOn();
  await lost.run(
    `systemctl start etcd patroni pharos-disk-guard nats-server haproxy pharos.target prometheus; ${lost.address === addresses[0] ? 'systemctl start redis-server' : ':'}`,
  );
  const list = 'patronictl -c /etc/patroni/config.yml list';
  const back = async () => ((await other.run(list, { mayFail: true })).text.match(/running|streaming/g) ?? []).length === 3;
  const backMs = await untilSo(`${lost.name} follows again`, back, backMsMax);
  say(`${lost.name} has power again, and follows after ${(backMs / 1_000).toFixed(1)} s`);
}

async function shows(machine: Machine, text: string): Promise<boolean> {
  return (await machine.run('curl -sf -m 5 https://status.example.com/acme', { mayFail: true })).text.includes(text);
}
