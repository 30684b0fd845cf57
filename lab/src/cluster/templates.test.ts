import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isWhole } from './cluster.ts';
import { render } from './render.ts';
import { settingsOf, type NodePorts } from './settings.ts';

const ports: NodePorts = { postgres: 1, postgresDoor: 2, rest: 3, restDoor: 4, etcd: 5, etcdDoor: 6, etcdPeer: 7 };
const node = { cluster: 'pharos-eu', name: 'db-1', dir: '/data/db-1', bin: '/usr/bin', ports, peers: [{ name: 'db-1', ports }] };
const templateOf = (file: string) => readFileSync(new URL(`../../../deploy/patroni/${file}`, import.meta.url), 'utf8');

it.each(['patroni.yml', 'etcd.yml'])('%s is filled in whole from what a node knows', (file) => {
  const text = render(templateOf(file).replace(/^\s*#.*$/gm, ''), settingsOf(node));
  expect(text).not.toMatch(/\$\{|undefined/);
});

it('others are told the doors of a node, and it listens behind them', () => {
  const text = render(templateOf('patroni.yml'), settingsOf(node));
  expect(text).toContain('listen: 127.0.0.1:1\n  connect_address: 127.0.0.1:2');
  expect(text).toContain('listen: 127.0.0.1:3\n  connect_address: 127.0.0.1:4');
});

it('a primary that cannot reach etcd has stepped down before its lock ends, and nothing acknowledged is on it alone', () => {
  const text = templateOf('patroni.yml');
  const number = (name: string) => Number(new RegExp(`^ +${name}: (\\d+)$`, 'm').exec(text)?.[1]);
  expect(number('ttl')).toBeGreaterThanOrEqual(number('loop_wait') + 2 * number('retry_timeout'));
  expect(text).toMatch(/^ +synchronous_mode: true$/m);
  expect(number('primary_start_timeout')).toBe(0);
});

it('a node that wakes from a freeze cannot take the lock back: it is renewed only by whoever still holds it', () => {
  expect(templateOf('patroni.yml')).toMatch(/^etcd:$/m);
  expect(templateOf('patroni.yml')).not.toMatch(/^etcd3:$/m);
  expect(templateOf('etcd.yml')).toMatch(/^enable-v2: true$/m);
});

it('every variable of the templates is in the table of their README', () => {
  const readme = templateOf('README.md');
  for (const file of ['patroni.yml', 'etcd.yml'])
    for (const [, name] of templateOf(file).matchAll(/\$\{([A-Z_]+)\}/g)) expect(readme).toContain(`\`${name}\``);
});

it('what has no value is told by name', () => {
  expect(() => render('a: ${ONE}, b: ${TWO}', { ONE: '1' })).toThrow('the template needs TWO');
});

it('a cluster is whole with one primary, one synchronous standby and one more that follow', () => {
  const member = (name: string, role: string, state = 'running') => ({ name, role, state });
  const whole = [member('a', 'leader'), member('b', 'sync_standby', 'streaming'), member('c', 'replica')];
  expect(isWhole(whole)).toBe(true);
  expect(isWhole(whole.slice(0, 2))).toBe(false);
  expect(isWhole([member('a', 'leader'), member('b', 'replica'), member('c', 'replica')])).toBe(false);
  expect(isWhole([member('a', 'leader'), member('b', 'sync_standby', 'starting'), member('c', 'replica')])).toBe(false);
});
