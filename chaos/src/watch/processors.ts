import { cpus } from 'node:os';

/** Above it everybody waits for everybody: what is slow then says nothing of the product. */
export const busyMax = 85;

/** How busy this machine's processors were since it was last asked, in per cent: where they are all busy, everybody waits for everybody. */
export function watchProcessors(): () => number {
  let before = timesOf();
  return () => {
    const now = timesOf();
    const [idle, all] = [now.idle - before.idle, now.all - before.all];
    before = now;
    return all === 0 ? 0 : Math.round(100 * (1 - idle / all));
  };
}

function timesOf(): { idle: number; all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    for (const ms of Object.values(times)) all += ms;
  }
  return { idle, all };
}
