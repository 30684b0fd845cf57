// Every role of a region on one host under PM2: `pm2 start deploy/pm2/ecosystem.config.cjs`. PM2 is your own (AGPL): nothing of ours needs it.
// The variables are those of the systemd units, from the same files: /etc/pharos/region.env, and <role>.env beside it.
const { existsSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { parseEnv } = require('node:util');

const root = resolve(__dirname, '../..');
const etc = process.env.PHAROS_ETC ?? '/etc/pharos';
// A deploy starts gateway-2 while gateway-1 runs, and then stops that one: see deploy/README.md.
const gateway = process.env.PHAROS_GATEWAY ?? '1';

const variablesIn = (file) => (existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {});

// After SIGTERM a role is still there for what a balancer sends that has not noticed yet, then ends within STOP_MS.
const leaveMs = 3_000;
const stopMs = 4_000;
// PM2 sends SIGKILL after this: later than the role would end by itself on a busy host.
const patienceMs = 2_000;

function app(role, folder, instance, env, { nodeArgs = [], stops = { LEAVE_MS: leaveMs, STOP_MS: stopMs }, waitsForReady = true } = {}) {
  return {
    name: `${role}-${instance}`,
    cwd: root,
    script: join(root, folder, 'src/main.ts'),
    interpreter: join(root, 'node_modules/.bin/node'),
    node_args: ['--disable-warning=ExperimentalWarning', ...nodeArgs],
    exec_mode: 'fork',
    instances: 1,
    env: Object.fromEntries(
      Object.entries({ ...variablesIn(join(etc, 'region.env')), ...variablesIn(join(etc, `${role}.env`)), ...stops, ...env }).map(
        ([name, value]) => [name, String(value)],
      ),
    ),
    // A role says "ready" when it is; `pm2 reload` goes on to the next only then.
    wait_ready: waitsForReady,
    listen_timeout: 60_000,
    kill_timeout: stops.LEAVE_MS + stops.STOP_MS + patienceMs,
    autorestart: true,
    exp_backoff_restart_delay: 250,
    merge_logs: true,
  };
}

const fresh = ['--max-semi-space-size=64']; // what a write makes is gone a moment later
const small = ['--max-semi-space-size=4']; // memory for readers, not for garbage
const proxied = { READERS_ADDRESS_HEADER: 'x-forwarded-for' };

module.exports = {
  apps: [
    ...[1, 2].flatMap((n) => [
      app('sync', 'crdt-sync', n, { ADMIN_PORT: `940${n}` }, { nodeArgs: fresh }),
      app('api', 'api', n, { ADMIN_PORT: `941${n}`, API_PORT: `810${n}`, TRUST_PROXY: 'true' }, { nodeArgs: fresh }),
      app('notifier', 'notifier', n, { ADMIN_PORT: `944${n}`, NOTIFIER_PORT: `840${n}` }),
      app('edge', 'edge', n, { ADMIN_PORT: `945${n}`, EDGE_PORT: `850${n}`, ...proxied }),
    ]),
    // Not ready before the other is stopped, and nothing to wait for after SIGTERM: its sockets go on in the other process.
    app(
      'gateway',
      'sse-gateway',
      gateway,
      { ADMIN_PORT: `942${gateway}`, LIVE_PORT: '8201', LIVE_RUN_DIR: process.env.PHAROS_RUN_DIR ?? '/run/pharos-gateway', ...proxied },
      { nodeArgs: small, stops: { LEAVE_MS: 0, STOP_MS: 8_000 }, waitsForReady: false },
    ),
  ],
};
