import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUnit, serviceOf } from './unit-file.ts';

const folder = join(import.meta.dirname, '..');
const roles = ['sync', 'api', 'gateway', 'notifier', 'edge'];
const unitOf = (role: string) => readFileSync(join(folder, `systemd/pharos-${role}@.service`), 'utf8');

interface App {
  name: string;
  script: string;
  node_args: string[];
  env: Record<string, string>;
  kill_timeout: number;
}
const { apps } = createRequire(import.meta.url)('../pm2/ecosystem.config.cjs') as { apps: App[] };

// What a process that talks HTTP and SQL never needs.
const walls = {
  DynamicUser: 'yes',
  ProtectSystem: 'strict',
  ProtectHome: 'yes',
  PrivateTmp: 'yes',
  PrivateDevices: 'yes',
  ProtectKernelTunables: 'yes',
  ProtectKernelModules: 'yes',
  ProtectControlGroups: 'yes',
  NoNewPrivileges: 'yes',
  CapabilityBoundingSet: '',
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX',
  RestrictNamespaces: 'yes',
  RestrictSUIDSGID: 'yes',
  LockPersonality: 'yes',
  SystemCallArchitectures: 'native',
  Restart: 'always',
  KillSignal: 'SIGTERM',
};

describe.each(roles)('the unit of %s', (role) => {
  const unit = readUnit(unitOf(role));

  it('has every wall', () => {
    const built = Object.fromEntries(Object.keys(walls).map((key) => [key, unit.one('Service', key)]));
    expect(built).toEqual(walls);
    expect(unit.all('Service', 'SystemCallFilter')[0]).toBe('@system-service');
  });

  it('is killed later than it would end by itself', () => {
    const { env, stopMs } = serviceOf(unitOf(role), 1, '/');
    expect(stopMs).toBeGreaterThanOrEqual(Number(env.LEAVE_MS) + Number(env.STOP_MS) + 2_000);
  });

  it('is wanted by the target', () => {
    expect(readFileSync(join(folder, 'systemd/pharos.target'), 'utf8')).toContain(`pharos-${role}@1.service`);
    expect(unit.one('Install', 'WantedBy')).toBe('pharos.target');
  });
});

describe('PM2', () => {
  it('starts what systemd starts, with the same variables', () => {
    for (const { name, script, node_args: nodeArgs, env } of apps) {
      const [role, instance] = name.split('-') as [string, string];
      const service = serviceOf(unitOf(role), Number(instance), join(folder, '..'));
      const { NODE_OPTIONS, ...rest } = service.env;
      expect({ name, script, env: { ...env, LIVE_RUN_DIR: '' } }).toEqual({
        name,
        script: service.command.at(-1),
        env: { ...rest, LIVE_RUN_DIR: '' },
      });
      expect(nodeArgs.join(' ')).toContain(NODE_OPTIONS ?? '');
    }
  });

  it('kills a role later than it would end by itself', () => {
    expect(apps).toHaveLength(9);
    for (const { env, kill_timeout: killMs } of apps)
      expect(killMs).toBeGreaterThanOrEqual(Number(env.LEAVE_MS) + Number(env.STOP_MS) + 2_000);
  });
});

it('no two processes of a host want the same port, but for the gateway that takes over from the other', () => {
  const ports = roles.flatMap((role) =>
    [1, 2].flatMap((instance) => {
      const { env } = serviceOf(unitOf(role), instance, '/');
      return Object.entries(env).flatMap(([name, port]) => (name.endsWith('_PORT') && name !== 'LIVE_PORT' ? [port] : []));
    }),
  );
  expect(new Set(ports).size).toBe(ports.length);
  expect(ports).toHaveLength(16);
});
