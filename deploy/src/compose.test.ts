import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { composeFiles, composeText } from './compose.ts';
import { madeUpSecrets, roles, variableFaults } from './role-shapes.ts';

// No Docker engine reads these here: what can be known of them without one is looked at.
interface Service {
  image: string;
  user: string;
  read_only: boolean;
  cap_drop: string[];
  security_opt: string[];
  command?: string[];
  environment?: Record<string, string>;
  healthcheck: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  networks: string[];
  volumes?: string[];
  ports?: string[];
  stop_grace_period?: string;
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, object>;
  volumes: Record<string, object>;
  secrets: Record<string, { file: string }>;
}

describe.each(composeFiles)('$file', ({ file, regions }) => {
  const text = readFileSync(join(import.meta.dirname, '../compose', file), 'utf8');
  const compose = parse(text) as Compose;
  const services = Object.entries(compose.services);
  const roleOf = (name: string) => roles.find((role) => name.endsWith(`-${role}`));

  it('is as it is made', () => {
    expect(text, 'run: npm run deploy:check -- --write').toBe(composeText(regions));
  });

  it('has every role and every server of each region', () => {
    const parts = ['postgres', 'nats', 'redis', 'migrate', ...roles, 'front'];
    const wanted = regions.flatMap(({ name }) => parts.map((part) => `${name}-${part}`));
    expect(Object.keys(compose.services).toSorted()).toEqual(wanted.toSorted());
  });

  it.each(services)('%s is pinned, walled in, and says whether it is well', (name, service) => {
    expect(service.image).toMatch(/^(\$\{PHAROS_IMAGE:\?[^}]+\}|[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?)$/);
    expect(service.user).not.toMatch(/^(root|0)(:|$)/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(name.endsWith('-migrate') || service.healthcheck.test?.[0] === 'CMD').toBe(true);
    expect(Object.keys(service.depends_on ?? {}).filter((each) => !Object.hasOwn(compose.services, each))).toEqual([]);
    expect(service.networks.filter((each) => !Object.hasOwn(compose.networks, each))).toEqual([]);
    const kept = (service.volumes ?? []).map((volume) => volume.split(':')[0]!).filter((volume) => !volume.startsWith('.'));
    expect(kept.filter((volume) => !Object.hasOwn(compose.volumes, volume))).toEqual([]);
  });

  it('opens ports to this machine alone', () => {
    const open = services.flatMap(([, { ports = [] }]) => ports);
    expect(open).toEqual(regions.map(({ port }) => `127.0.0.1:${port}:8080`));
  });

  it('keeps the servers of a region from the other regions, but for NATS', () => {
    const between = services.filter(([, { networks }]) => networks.includes('mesh')).map(([name]) => name.split('-')[1]!);
    expect(between.filter((part) => ['postgres', 'redis', 'front'].includes(part))).toEqual([]);
  });

  it.each(services.filter(([name]) => roleOf(name)))(
    '%s starts with what it is given',
    (name, { environment = {}, stop_grace_period: grace }) => {
      // What is asked for from .env, as somebody would write it there.
      const given = Object.fromEntries(
        Object.entries(environment).map(([key, value]) => [
          key,
          value.replaceAll(/\$\{\w+:\?[^}]+\}/g, 'a'.repeat(64)).replaceAll(/\$\{\w+:-\}/g, ''),
        ]),
      );
      expect(variableFaults(roleOf(name)!, given, name.endsWith('-notifier') ? madeUpSecrets : {})).toEqual([]);
      expect(Number.parseInt(grace!, 10) * 1_000).toBeGreaterThanOrEqual(Number(given.LEAVE_MS) + Number(given.STOP_MS) + 2_000);
    },
  );

  it('holds no secret', () => {
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const open = values.filter(
      ([key, value]) => /KEY|SECRET|TOKEN|PASSWORD/.test(key) && !/^(\$\{\w+:\?[^}]+\}|\/run\/secrets\/[\w-]+)$/.test(value),
    );
    expect(open).toEqual([]);
    expect(values.filter(([, value]) => /:\/\/[^/@$\s]+:[^/@$\s]+@/.test(value))).toEqual([]);
    expect(Object.values(compose.secrets).map((each) => each.file)).toEqual(['./secrets/postgres-password']);
  });
});
