import type { Kit } from '@pharos/core/role';
import type { Access } from '../door/access.ts';
import type { Limits } from '../door/limits.ts';
import type { Engine } from '../engine/engine.ts';
import type { Hub } from '../feed/hub.ts';
import type { HandedOverCounter } from './leave.ts';
import type { Succession } from './succeed.ts';
import { createTakeOver } from './take-over.ts';

// How a gateway comes:
//   looking      its port is free: it is alone. Taken: it waits at its path for the gateway that holds the port.
//   succeeding   that one has given it the listening socket and its name. The engine is started on them.
//   taking over  readers and visitors are handed over one message at a time, and served as they come.
//   serving

export interface ComeOptions {
  kit: Kit;
  host: string;
  port: number;
  path: string;
}

/** The port, from the gateway before where there is one. */
export async function takePort({ kit, host, port, path }: ComeOptions): Promise<Succession> {
  // Loaded only where there is the library for it: on Linux with glibc.
  const { succeed } = await import('./succeed.ts');
  return succeed({
    clock: kit.clock,
    host,
    port,
    path,
    region: kit.region,
    onWaiting: () => kit.log.info({ path }, 'another gateway holds the port: waiting until it is stopped and hands its readers over'),
  });
}

export interface TakeReadersOptions {
  kit: Kit;
  succession: Succession;
  engine: Engine;
  hub: Hub;
  limits: Limits;
  access: Access | undefined;
  handedOver: HandedOverCounter;
  lastWord(): Uint8Array;
}

export async function takeReaders({
  kit,
  succession,
  engine,
  hub,
  limits,
  access,
  handedOver,
  lastWord,
}: TakeReadersOptions): Promise<void> {
  const { movable } = engine;
  if (!movable) return;
  const takeOver = createTakeOver({ hub, limits, access, movable, lastWord, log: kit.log });
  const sockets = await succession.takeOver(takeOver, movable.adoptGuest).catch((error: unknown) => {
    kit.log.warn({ err: error }, 'the gateway before went in the middle of its hand-over: those it still held come back by themselves');
    return 0;
  });
  handedOver.inc({ way: 'from' }, sockets);
}
