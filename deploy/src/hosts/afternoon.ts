import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { blocksIn, examplesIn, stepsIn, variablesIn, withVariables } from './guide.ts';
import type { Machine } from './machines.ts';

/*
 * "Production in an afternoon", step by step, by the commands as they stand in the guide and in the pages that it sends to. What the reader
 * puts in place of the examples is put there: passwords, and each host's own address. After each step stands what the guide calls right.
 */

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
export const addresses = ['10.0.1.11', '10.0.2.11', '10.0.3.11'];
const names = ['status', 'api', 'notify'].map((name) => `${name}.example.com`);
const secret = () => randomBytes(24).toString('hex');

export interface Afternoon {
  machines: Machine[];
  say(line: string): void;
}

export interface Founded {
  /** A key, and the page that was made with it. */
  key: string;
  page: string;
}

export async function spendAfternoon({ machines, say }: Afternoon): Promise<Founded> {
  const steps = stepsIn(read('docs/guides/production-in-an-afternoon.md'));
  const block = (step: number, at: number): string => {
    const found = steps.get(step)?.[at];
    if (found === undefined) throw new Error(`step ${step} of the guide has no block ${at + 1} any more`);
    return found;
  };
  const [first] = machines as [Machine, ...Machine[]];
  const everywhere = (command: (machine: Machine, at: number) => string) =>
    Promise.all(machines.map((machine, at) => machine.run(`set -e\n${command(machine, at)}`)));
  const passwords = { postgres: secret(), replicator: secret(), pharos: secret(), nats: secret(), route: secret(), redis: secret() };
  // What is each host's own is shown with the address of the first one, as a name is with its number.
  const own = (text: string, machine: Machine, at: number) =>
    text
      .replaceAll(addresses[0]!, machine.address)
      .replaceAll('db-1', machine.name)
      .replaceAll('"eu-1"', `"eu-${at + 1}"`);

  say('1. the sources');
  await everywhere(() =>
    block(1, 0)
      .replace('<your copy of this repository>', `file://${root}`)
      .replace('&& cd /opt/pharos', `&& cd /opt/pharos && cp -a ${root}/node_modules .`)
      .replace('npm run', 'npm run --silent'),
  );
  await everywhere(() => 'test -f console/dist/index.html && npx pharos --help | grep -q migrate');

  say('2. Postgres under Patroni');
  const patroni = read('deploy/patroni/README.md');
  const [install, role] = blocksIn(patroni) as [string, string];
  const shared = new Set(['ETCD_CLUSTER', 'ETCD_HOSTS']);
  const chosen = {
    POSTGRES_PASSWORD: passwords.postgres,
    REPLICATOR_PASSWORD: passwords.replicator,
    SHARED_BUFFERS: '256MB',
    MAX_WAL_SIZE: '1GB',
    WAL_KEEP_SIZE: '512MB',
  };
  for (const [at, machine] of machines.entries()) {
    const shown = Object.entries(examplesIn(patroni)).map(
      ([name, value]) => [name, shared.has(name) ? value : own(value, machine, at)] as const,
    );
    const lines = [...new Map([...shown, ...Object.entries(chosen)])].map(([name, value]) => `${name}='${value}'\n`);
    machine.write('/opt/pharos-0.1.0/deploy/patroni/node.env', lines.join(''), 0o600);
  }
  const [before, after] = [install.slice(0, install.indexOf('systemctl enable --now patroni')), 'systemctl enable --now patroni'];
  await everywhere(() => `cd deploy/patroni\n${before}`);
  const etcd = /`(echo 'DAEMON_ARGS=[^`]+)`/.exec(read('docs/guides/production-in-an-afternoon.md'))![1]!;
  await everywhere(
    () =>
      `sed -i 's/max_connections: 200/max_connections: 500/' /etc/patroni/config.yml && grep -q 'max_connections: 500' /etc/patroni/config.yml && ${etcd}`,
  );
  await everywhere(() => after);
  await everywhere((machine, at) => own(block(2, 0), machine, at));
  const list = 'patronictl -c /etc/patroni/config.yml list';
  await untilSo('a Leader, a Sync Standby and a Replica', async () => {
    const { text } = await first.run(list, { mayFail: true });
    return (
      ['Leader', 'Sync Standby', 'Replica'].every((each) => text.includes(` ${each} `)) &&
      (text.match(/running|streaming/g) ?? []).length === 3
    );
  });
  const leader = await leaderOf(machines);
  const sql = role.replace("'...'", `'${passwords.pharos}'`).split('\n').filter(Boolean);
  for (const line of sql) await leader.run(`su postgres -c "psql -v ON_ERROR_STOP=1 -c \\"${line}\\""`);

  say('3. NATS');
  const nats = (text: string) => text.replaceAll('<password>', passwords.nats).replaceAll('<another>', passwords.route);
  await everywhere((machine, at) => {
    const [routes] = /routes: .*/.exec(block(3, 0))!;
    return nats(own(block(3, 0).replace(routes, '@routes@'), machine, at).replace('@routes@', routes));
  });
  await untilSo('routes to both others', async () => {
    const { text } = await first.run('curl -s localhost:8222/routez', { mayFail: true });
    return addresses.slice(1).every((address) => text.includes(address)) && Number(/"num_routes": (\d+)/.exec(text)?.[1]) > 0;
  });

  say('4. Redis');
  await first.run(block(4, 0).replaceAll('<password>', passwords.redis));
  const pong = await machines[1]!.run(`redis-cli -u redis://default:${passwords.redis}@10.0.1.11:6379 ping`);
  if (!pong.text.includes('PONG')) throw new Error(`redis says ${pong.text}`);

  say('5. the variables');
  await everywhere(() => block(5, 0));
  const [reader, session, link] = [secret(), secret(), secret()];
  const shown = variablesIn(block(5, 1));
  const fill = async (files: Map<string, Record<string, string>>) => {
    for (const machine of machines)
      for (const [file, variables] of files) {
        const { text } = await machine.run(`cat /etc/pharos/${file}`);
        const values = Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [
            name,
            value.replaceAll(
              '<password>',
              name.startsWith('DATABASE') ? passwords.pharos : name.startsWith('NATS') ? passwords.nats : passwords.redis,
            ),
          ]),
        );
        machine.write(`/etc/pharos/${file}`, withVariables(text, values), 0o600);
      }
  };
  await fill(shown);
  await fill(
    new Map<string, Record<string, string>>([
      ['region.env', { READER_KEYS: reader }],
      ['api.env', { SESSION_KEYS: session }],
      ['notifier.env', { LINK_KEY: link }],
    ]),
  );
  const [units, migrate, makeKey] = block(5, 2).trim().split('\n') as [string, string, string];
  await everywhere(() => units);
  const migrated = await first.run(migrate);
  say(`   ${(migrated.text.match(/\.sql/g) ?? []).length} migrations ran`);
  const keyIn = (text: string) => {
    const key = /\bphr_\S+/.exec(text)?.[0];
    if (!key) throw new Error(`no key in: ${text}`);
    return key;
  };
  await fill(new Map([['notifier.env', { API_KEY: keyIn((await first.run(makeKey)).text) }]]));

  say('6. the roles');
  await everywhere(() => block(6, 0));
  const ports = /for port in ([\d ]+);/.exec(read('docs/guides/production-in-an-afternoon.md'))![1]!;
  const readyz = `for port in ${ports}; do curl -s localhost:$port/readyz; echo; done`;
  for (const machine of machines) {
    const areReady = async () => ((await machine.run(readyz, { mayFail: true })).text.match(/"ready":true/g) ?? []).length === 9;
    await untilSo(`nine roles of ${machine.name} are ready`, areReady).catch(async (error: Error) => {
      const said = await machine.run(`${readyz}; tail -qn 2 /var/log/pharos-*.log`, { mayFail: true });
      throw new Error(`${error.message}\n${said.text.slice(-6_000)}`);
    });
  }

  say('7. HAProxy and TLS');
  const certificate = `openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=example.com -addext 'subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}' -keyout privkey.pem -out fullchain.pem 2>/dev/null`;
  const { text: pair } = await first.run(`cd /root && ${certificate} && cat fullchain.pem && echo @ && cat privkey.pem`);
  const [chain, key] = pair.split('@\n') as [string, string];
  for (const machine of machines) {
    machine.write('/opt/pharos-0.1.0/fullchain.pem', chain);
    machine.write('/opt/pharos-0.1.0/privkey.pem', key, 0o600);
    const hosts = (await machine.run('cat /etc/hosts')).text;
    machine.write('/etc/hosts', `${hosts}\n${machine.address} ${names.join(' ')}\n`);
    await machine.run(`cat fullchain.pem >> /etc/ssl/certs/ca-certificates.crt`); // as one of a public authority is believed
  }
  // A machine that plays hosts may not let them open half a million sockets, which systemd does.
  const fewer = "sed -i 's/maxconn 200000/maxconn 4000/' /etc/haproxy/haproxy.cfg\nhaproxy -c";
  await everywhere(() => block(7, 0).replace('haproxy -c', fewer));
  const asked = /`(curl -s -o \/dev\/null[^`]+)`/.exec(read('docs/guides/production-in-an-afternoon.md'))![1]!;
  for (const machine of machines)
    await untilSo(
      `the API answers through HAProxy of ${machine.name}`,
      async () => (await machine.run(asked, { mayFail: true })).text.trim() === '200',
    );

  say('8. the first person, and the first page');
  const [invite, create, post] = block(8, 0).trim().split('\n') as [string, string, string];
  const invited = await first.run(invite);
  if (!/https:\/\//.test(invited.text)) throw new Error(`no link: ${invited.text}`);
  const adminKey = keyIn((await first.run(create)).text);
  const made = await first.run(`export PHAROS_KEY=${adminKey}; ${post.replace('curl ', 'curl -sf ')}`);
  const page = (JSON.parse(made.text) as { id: string }).id;
  await untilSo('the page is shown', async () =>
    (await machines[1]!.run('curl -s https://status.example.com/acme', { mayFail: true })).text.includes('Acme'),
  );

  say('10. monitoring');
  await everywhere((machine, at) => {
    const [patroniJob] = /- job_name: patroni\n.*/.exec(block(10, 0))!;
    return own(block(10, 0).replace(patroniJob, '@job@'), machine, at).replace('@job@', patroniJob);
  });
  const targets = 'curl -s "localhost:9090/api/v1/targets?state=active" | grep -o \'"health":"[a-z]*"\'';
  await untilSo(
    'twelve targets are up',
    async () => ((await first.run(targets, { mayFail: true })).text.match(/"up"/g) ?? []).length === 12,
  );
  return { key: adminKey, page };
}

export async function leaderOf(machines: Machine[]): Promise<Machine> {
  for (const machine of machines) {
    const { code } = await machine.run(`curl -fs -o /dev/null http://${machine.address}:8008/primary`, { mayFail: true });
    if (code === 0) return machine;
  }
  throw new Error('no host has the primary');
}

// Three hosts start all at once here, on the processors of one.
const soMsMax = 600_000;

export async function untilSo(what: string, isSo: () => Promise<boolean>, limitMs = soMsMax): Promise<number> {
  const began = performance.now();
  while (!(await isSo().catch(() => false))) {
    if (performance.now() - began > limitMs) throw new Error(`not within ${limitMs / 1_000} s: ${what}`);
    await sleep(300);
  }
  return performance.now() - began;
}
