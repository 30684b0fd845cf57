import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { natsDir } from '@pharos/lab/site';
import type { Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

// A supervisor that has not brought a process back by then will not.
const backMsMax = 15_000;
const lookMs = 20;

/** kill -9, as by the kernel when memory is short: nobody asked for it, and whoever supervises it finds out by itself. */
export function crash(region: string, part: string): Step {
  return { name: `kill -9 of ${part} in ${region}`, run: ({ world }) => world.region(region).part(part).crash() };
}

/** Waits for the supervisor; goes on without it, so that the probes may tell. */
export function untilBack(region: string, part: string): Step {
  const run = async (scene: Scene) => {
    const { world, sleep } = scene;
    const until = world.clock.elapsed() + backMsMax;
    while (world.region(region).part(part).state() !== 'running' && world.clock.elapsed() < until) await sleep(lookMs);
    mended(scene);
  };
  return { name: `wait until the supervisor has ${part} back`, run };
}

export function kill(region: string, part: string): Step {
  return { name: `kill -9 of ${part} in ${region}; nobody starts it again`, run: ({ world }) => world.region(region).part(part).kill() };
}

/** Does nothing when it runs already. */
export function start(region: string, part: string): Step {
  const run = async (scene: Scene) => {
    const stopped = scene.world.region(region).part(part);
    if (stopped.state() === 'running') return;
    await stopped.start();
    if (stopped.kind === 'server') mended(scene); // a role was waited for already, or is started by the way
  };
  return { name: `start ${part} in ${region}`, run };
}

/** All that its JetStream kept. */
export function wipeNats(region: string): Step {
  return {
    name: `wipe the data of nats in ${region}`,
    run: ({ world }) => rm(natsDir(world.region(region).site), { recursive: true, force: true }),
  };
}

export function wipeRedis(region: string): Step {
  const run = async (scene: Scene) => {
    await flushAll(scene.world.region(region).site.redisPort);
    mended(scene);
  };
  return { name: `wipe redis in ${region} (FLUSHALL)`, run };
}

export function setClock(region: string, offsetMs: number): Step {
  const run = (scene: Scene) => {
    scene.world.region(region).setClockOffset(offsetMs);
    if (offsetMs === 0) mended(scene);
  };
  const name =
    offsetMs === 0
      ? `put the clock of ${region} right`
      : `set the clock of ${region} ${Math.abs(offsetMs) / 1000} s ${offsetMs > 0 ? 'ahead' : 'back'}`;
  return { name, run };
}

function flushAll(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 2_000 }, () => socket.write('FLUSHALL\r\n'));
    socket.once('data', (answer) => {
      socket.destroy();
      if (answer.toString().startsWith('+OK')) resolve();
      else reject(new Error(`redis says ${answer.toString().trim()}`));
    });
    socket.once('timeout', () => socket.destroy(new Error('redis does not answer')));
    socket.once('error', reject);
  });
}
