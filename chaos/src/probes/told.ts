import type { Probe, Scene } from '../experiment.ts';

// Notices leave a little after their update, and those of a killed notifier when its lease has ended.
const patienceMs = 20_000;
const lookMs = 200;

export function untold(most: number): Probe {
  const ask = async ({ auditor, world }: Scene): Promise<number> => {
    const until = world.clock.elapsed() + (most === 0 ? patienceMs : patienceMs / 4);
    while (auditor.untold() > 0 && world.clock.elapsed() < until) await world.clock.sleep(lookMs);
    return auditor.untold();
  };
  return { name: 'notices that reached nobody', unit: 'notices', when: ['after'], most, ask };
}

export function toldAgain(most: number): Probe {
  return { name: 'notices sent more than once', unit: 'notices', when: ['after'], most, ask: ({ auditor }) => auditor.toldAgain() };
}
