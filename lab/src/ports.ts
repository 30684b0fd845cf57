import { freePort, isListening } from '@pharos/core/launch/port';
import { Problem } from '@pharos/core/problem';
import { providerNames } from './providers/accepted.ts';

/** Where everything listens: fixed and readable for people, free ones for tests. */
export interface Ports {
  lab(): Promise<number>;
  mailbox(): Promise<number>;
  watch(name: 'prometheus' | 'alertmanager' | 'traces'): Promise<number>;
  provider(name: string): Promise<number>;
  role(regionNumber: number, name: string): Promise<number>;
  admin(regionNumber: number, name: string): Promise<number>;
}

const watchers = ['prometheus', 'alertmanager', 'traces'];
const roles = ['edge', 'api', 'gateway', 'notifier', 'sync', 'postgres', 'nats', 'redis'];
// The second of each role, and what stands before them: after the first ones, in whose place nothing is moved.
const more = ['edge-2', 'api-2', 'gateway-2', 'notifier-2', 'sync-2', 'front', 'front-plain', 'front-inside'];

/** With base 7000: the lab page on 7000, the mailbox on 7001, Prometheus on 7002, region 1 from 7100 on, region 2 from 7200 on. */
export function fixedPorts(base: number): Ports {
  const of = async (offset: number) => {
    const port = base + offset;
    if (await isListening(port))
      throw new Problem('conflict', `port ${port} is taken: stop what listens there, or start with --port <another base>`);
    return port;
  };
  return {
    lab: () => of(0),
    mailbox: () => of(1),
    watch: (name) => of(2 + indexIn(watchers, name)),
    provider: (name) => of(10 + indexIn([...providerNames], name)),
    role: (region, name) => of(100 * region + indexIn([...roles, ...more], name)),
    admin: (region, name) => of(100 * region + 50 + indexIn([...roles, ...more], name)),
  };
}

/** Free ports; asked twice for the same thing, the same port, so that what restarts is found where it was. */
export function freePorts(): Ports {
  const given = new Map<string, Promise<number>>();
  const of = (key: string) => {
    const port = given.get(key) ?? freePort();
    given.set(key, port);
    return port;
  };
  return {
    lab: () => of('lab'),
    mailbox: () => of('mailbox'),
    watch: (name) => of(name),
    provider: (name) => of(`provider ${name}`),
    role: (region, name) => of(`${region} ${name}`),
    admin: (region, name) => of(`${region} ${name} admin`),
  };
}

function indexIn(names: string[], name: string): number {
  const index = names.indexOf(name);
  if (index < 0) throw new Error(`no port is set aside for ${name}`);
  return index;
}
