import type { Probe, Scene } from '../experiment.ts';
import { forgotten } from '../watch/tally.ts';

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

/** What a ledger has forgotten may be told again, once: a message too many is better than nobody being told. */
export function toldAgainBeyond(region: string, doubtMs: number, most = 0): Probe {
  const ask = async (scene: Scene) => {
    const { auditor, load, moments, note } = scene;
    await untilDecided(scene, region);
    const mayAgain = forgotten(load.acknowledged(), { region, ...moments }, doubtMs, auditor.told());
    const beyond = auditor.toldAgain(mayAgain);
    note(`${auditor.toldAgain()} notices were sent again, ${beyond} of them not of the ${mayAgain.length} updates that the ledger forgot`);
    return beyond;
  };
  return { name: 'notices sent again beyond those that the restored ledger forgot', unit: 'notices', when: ['after'], most, ask };
}

// Five seconds of silence after the last that came back, and then a notice's way to its provider, with the patience of a busy machine.
const decidedMsMax = 20_000;

/** The notifier decides about what came back a while after it came, and what it tells again must have gone out to be counted. */
async function untilDecided({ world, note }: Scene, region: string): Promise<void> {
  const { sql } = world.region(region);
  const open = async () => {
    const [row] = await sql<{ count: number }[]>`
      select (select count(*) from notify_job where returned and not exists (select from fanout where notice = update))::int
        + (select count(*) from fanout where not is_done)::int
        + (select count(*) from telling where not is_finished and own is not null)::int
        + (select count(*) from delivery join notify_job on update = notice where returned and state in ('pending', 'sending'))::int as count`;
    return row!.count;
  };
  const until = world.clock.elapsed() + decidedMsMax;
  while ((await open()) > 0 && world.clock.elapsed() < until) await world.clock.sleep(lookMs);
  const [row] = await sql<{ returned: number; told: number }[]>`
    select count(*)::int as returned, count(*) filter (where exists (select from delivery where notice = update))::int as told
    from notify_job where returned`;
  note(`${row!.returned} notices came back, ${row!.told} of them are told again`);
}

/** By the restored region's own tables: so that the drill cannot pass without having brought anything back. */
export function takenAsTold(region: string, least: number): Probe {
  const ask = async ({ world }: Scene) => {
    const [row] = await world.region(region).sql<{ count: number }[]>`
      select count(*)::int as count from notify_job join fanout on notice = update
      where returned and is_done and not exists (select from delivery where delivery.notice = update)`;
    return row!.count;
  };
  return { name: `notices that came back to ${region} and were taken as told`, unit: 'notices', when: ['after'], least, ask };
}

export function toldAgain(most: number): Probe {
  return { name: 'notices sent more than once', unit: 'notices', when: ['after'], most, ask: ({ auditor }) => auditor.toldAgain() };
}
