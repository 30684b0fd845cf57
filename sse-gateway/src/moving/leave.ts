import type { Metrics } from '@pharos/core/metrics';
import type { Kit } from '@pharos/core/role';
import type { Access } from '../door/access.ts';
import type { Limits } from '../door/limits.ts';
import type { Serve } from '../door/serve.ts';
import type { Engine } from '../engine/engine.ts';
import type { Hub } from '../feed/hub.ts';
import type { Announcing } from './announce.ts';

// How a gateway goes:
//   draining     nobody new is taken, and the region is told so.
//   giving away  where a successor waits on this host it is given all sockets (`hand-over.ts`), and that is all.
//   farewell     without one nobody new can connect, and readers and long polls are closed in steps, each told when to come back.
//   gone

export type HandedOverCounter = ReturnType<typeof handedOverCounter>;

export function handedOverCounter(metrics: Metrics) {
  return metrics.counter('live_handed_over_total', 'Sockets that changed hands with a gateway of the same host', ['way']);
}

export interface LeaveOptions {
  kit: Kit;
  gateway: string;
  engine: Engine;
  hub: Hub;
  limits: Limits;
  access: Access | undefined;
  serve: Serve;
  announcing: Announcing;
  handedOver: HandedOverCounter;
  /** Where the successor would wait; undefined: readers cannot change hands. */
  path: string | undefined;
  handOverMs: number;
  drainMs: number;
  onDraining(): void;
}

// Closes go out in this many steps: no two readers of a thousand come back in the same moment.
const drainSteps = 25;
const drainStepsSpare = 2;

/** Brings all readers elsewhere. */
export async function leave(options: LeaveOptions): Promise<void> {
  if (!(await giveAway(options))) await farewell(options);
}

/** False: there is no successor, and nothing has been touched. */
async function giveAway(options: LeaveOptions): Promise<boolean> {
  const { kit, gateway, engine, serve, announcing, handedOver, path, handOverMs } = options;
  if (path === undefined || !engine.movable) return false;
  const { handOver } = await import('./hand-over.ts');
  const given = await handOver({
    clock: kit.clock,
    path,
    region: kit.region,
    gateway,
    movable: engine.movable,
    limitMs: handOverMs,
    lastWord: serve.lastWord,
    onLetGo: () => {
      options.onDraining();
      void announcing.stop();
      return whoIsWho(options);
    },
  });
  if (given) kit.log.info(given, 'handed over to the successor');
  handedOver.inc({ way: 'to' }, given?.handed ?? 0);
  return given !== undefined;
}

/** As of now: who reads on a topic under a tag, for the successor. */
function whoIsWho({ hub, limits, access }: LeaveOptions) {
  const standings = hub.standings();
  return (topic: number, tag: number) => {
    const stands = standings.get(topic);
    const address = limits.addressOf(tag);
    return stands && address ? { ...stands, address, token: access?.held(tag) } : undefined;
  };
}

async function farewell({ kit, engine, limits, serve, announcing, drainMs, onDraining }: LeaveOptions): Promise<void> {
  onDraining();
  announcing.now();
  await engine.stopListening();
  const each = Math.ceil(limits.readers() / drainSteps);
  // Who has just been let in, or is about to be, may be told of by the engine a step later.
  for (let step = 0; step < drainSteps + drainStepsSpare && limits.readers() > 0; step++) {
    serve.endPolls(each);
    await engine.shed(each, serve.lastWord);
    await kit.clock.sleep(drainMs / drainSteps);
  }
  void announcing.stop();
}
