import type { Probe, Scene } from '../experiment.ts';

// Notices leave a little after their update. Those that a killed notifier had under way wait for the end of its lease, longer than a drill.
const patienceMs = 10_000;
const lookMs = 200;

export function untold(most: number): Probe {
  const ask = async ({ auditor, world }: Scene): Promise<number> => {
    const until = world.clock.elapsed() + (most === 0 ? patienceMs : patienceMs / 2);
    while (auditor.untold() > 0 && world.clock.elapsed() < until) await world.clock.sleep(lookMs);
    return auditor.untold();
  };
  return { name: 'notices that reached nobody', unit: 'notices', when: ['after'], most, ask };
}

/**
 * What a ledger has forgotten may be told again, once: a message too many is better than nobody being told. It forgets from
 * the taking of the copy, or from where it was marked as told by hand, until the mending.
 */
export function toldAgainBeyond(restored: string): Probe {
  const ask = ({ auditor, load, moments, note }: Scene) => {
    const again = auditor.toldAgain();
    const forgotten = load
      .acknowledged()
      .filter(({ region, atMs }) => region === restored && atMs >= moments.forgottenMs && atMs <= moments.mendedMs);
    note(`${again} notices were sent again; the ledger forgot at most those of ${forgotten.length} updates`);
    return Math.max(0, again - forgotten.length * auditor.addresses);
  };
  return { name: 'notices sent again beyond those that the restored ledger forgot', unit: 'notices', when: ['after'], most: 0, ask };
}

export function toldAgain(most: number): Probe {
  return { name: 'notices sent more than once', unit: 'notices', when: ['after'], most, ask: ({ auditor }) => auditor.toldAgain() };
}
