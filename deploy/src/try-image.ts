import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lastLines, startChild, type Child } from '@pharos/core/launch/child';
import { launchNats } from '@pharos/core/launch/launch-nats';
import { launchPostgres } from '@pharos/core/launch/launch-postgres';
import { launchRedis } from '@pharos/core/launch/launch-redis';
import { freePort } from '@pharos/core/launch/port';
import { Problem } from '@pharos/core/problem';
import { settle } from '@pharos/core/process';
import { madeUpSecrets, roles } from './role-shapes.ts';

// Starts every role out of an image, beside real servers: in its root, which is read-only but for /tmp, as user 65532, without capabilities.
// What it is given is where the image is mounted (`buildah mount`). As root, because only root may enter another root.
const folders: Record<string, string> = { sync: 'crdt-sync', api: 'api', gateway: 'sse-gateway', notifier: 'notifier', edge: 'edge' };
const node = '/opt/pharos/node_modules/node/bin/node';
const user = 65_532;
const stopMs = 15_000;

const image = process.argv[2];
try {
  if (image === undefined) throw new Problem('invalid', 'say where the image is mounted: npm run deploy:image -- "$(buildah mount …)"');
  if (process.getuid?.() !== 0) throw new Problem('invalid', 'only root may enter the root of an image: run this as root');
  await tryImage(resolve(image));
} catch (error) {
  settle(() => {
    throw error;
  });
}

async function tryImage(root: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'pharos-image-'));
  await using closing = new AsyncDisposableStack();
  closing.defer(() => rm(dir, { recursive: true }));
  const postgres = closing.use(
    await launchPostgres({ dataDir: join(dir, 'postgres'), logFile: join(dir, 'postgres.log'), isThrowaway: true }),
  );
  const nats = closing.use(await launchNats({ logFile: join(dir, 'nats.log') }));
  const redis = closing.use(await launchRedis({ dir: join(dir, 'redis'), logFile: join(dir, 'redis.log') }));
  const servers = { DATABASE_URL: postgres.url, NATS_URL: nats.url, REDIS_URL: redis.url };
  const inImage = (name: string, args: string[], env: Record<string, string>): Child =>
    closing.use(startChild({ command: 'unshare', args: entering(root, args), env, logFile: join(dir, `${name}.log`), stopMs }));
  const ends = async (name: string, child: Child) => {
    const how = await child.ended;
    if (how !== 'ended with code 0') throw new Problem('invalid', `${name} ${how}: ${lastLines(join(dir, `${name}.log`))}`);
  };

  await ends('migrate', inImage('migrate', ['setup/pharos.ts', 'migrate'], servers));
  process.stdout.write('✓ migrate\n');
  for (const role of roles) {
    const env = {
      ...madeUpSecrets,
      ...servers,
      REGION: 'eu',
      REGION_NUMBER: '2',
      ADMIN_PORT: String(await freePort()),
      [`${role === 'gateway' ? 'LIVE' : role.toUpperCase()}_PORT`]: String(await freePort()),
      PUBLIC_URL: 'https://notify.example.com',
      PAGES_URL: 'https://status.example.com',
      API_URL: 'https://api.example.com',
      API_UPSTREAMS: 'eu=https://api.example.com',
    };
    const child = inImage(role, [`${folders[role]}/src/main.ts`], env);
    await ends(`${role}-ready`, inImage(`${role}-ready`, ['deploy/ready.mjs', 'readyz', '--within', '60000'], env));
    await child.stop();
    await ends(role, child);
    process.stdout.write(`✓ ${role}: ready, and stopped by SIGTERM\n`);
  }
}

/** A mount namespace of its own, in which the image cannot be written to; then its root and its user, who cannot become another. */
function entering(root: string, [program, ...args]: string[]): string[] {
  const mounts = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -t tmpfs -o mode=1777 tmpfs "$0/tmp" && exec "$@"';
  const inRoot = ['setpriv', '--no-new-privs', 'chroot', `--userspec=${user}:${user}`, root, node];
  return ['--mount', 'sh', '-c', mounts, root, ...inRoot, '--disable-warning=ExperimentalWarning', `/opt/pharos/${program}`, ...args];
}
