import { startLoop } from '@pharos/core/loop';
import type { Kit } from '@pharos/core/role';

export interface Lag {
  ms(): number;
  stop(): Promise<void>;
}

const eachMs = 50;
// Of the last second or so: one long turn is no melting.
const weight = 0.1;

/** How late this process comes to what it has to do, on average of the last second. */
export function startLag(kit: Pick<Kit, 'clock' | 'log' | 'metrics'>): Lag {
  const { clock, metrics } = kit;
  const gauge = metrics.gauge('api_lag_seconds', 'How late this process comes to what it has to do');
  let lag = 0;
  let due = clock.elapsed() + eachMs;
  const work = () => {
    const now = clock.elapsed();
    lag += weight * (Math.max(0, now - due) - lag);
    due = now + eachMs;
    gauge.set(lag / 1_000);
  };
  const loop = startLoop(work, { kit, name: 'lag', everyMs: eachMs, firstAfterMs: eachMs });
  return { ms: () => lag, stop: () => loop.stop() };
}
