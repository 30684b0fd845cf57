import { newId } from '@pharos/core/id';
import { z } from 'zod';
import type { Probe, Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

export interface Crowd {
  /** Another page, with so many people who are told by mail; every region knows all of them. */
  signUp: Step;
  /** An update of it in one region, and something that happens to that region while a part of them is told. */
  postAndStrike(name: string, strike: (scene: Scene) => Promise<void> | void): Step;
  /** Until all of them were told, or nobody can be expected to wait any longer. */
  untilTold: Step;
  untold: Probe;
  toldAgain(most: number): Probe;
  /** Repetitions that the product did not count as possible ones. */
  uncounted: Probe;
  /** How many had been told when it happened: a drill in which all were shows nothing. */
  toldBefore: Probe;
}

export interface CrowdOptions {
  region: string;
  people: number;
  /** When so many are told, it happens. */
  toldFirst: number;
}

const Made = z.object({ id: z.string().default('') });
const answerMs = 10_000;
const atOnce = 8;
const lookMs = 5;
// The takeover begins after five seconds, of the second region in turn after ten; then as long as it takes on a machine that is busy.
const patienceMs = 60_000;
const knownMsMax = 60_000;

export function crowd({ region, people, toldFirst }: CrowdOptions): Crowd {
  const addresses = Array.from({ length: people }, (_, each) => `crowd${each}@example.com`);
  let page = '';
  let toldThen = 0;

  const ask = async ({ world, demo }: Scene, path: string, body: unknown): Promise<string> => {
    const answer = await fetch(`${world.region(region).urls.api}/v1/pages${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json', 'idempotency-key': newId() },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
    return Made.parse(await answer.json()).id;
  };
  const received = ({ auditor }: Scene) => auditor.told().filter(({ to }) => to.startsWith('crowd'));
  const reached = (scene: Scene) => new Set(received(scene).map(({ to }) => to)).size;

  const signUp = async (scene: Scene) => {
    page = await ask(scene, '', { name: 'Crowded', slug: 'crowded', timeZone: 'UTC' });
    const left = [...addresses];
    const worker = async () => {
      for (let address = left.pop(); address !== undefined; address = left.pop())
        await ask(scene, `/${page}/subscriptions`, { channel: 'email', address });
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const until = scene.world.clock.elapsed() + knownMsMax;
    const known = () =>
      Promise.all(
        scene.world.regions.map(
          async ({ sql }) => (await sql`select 1 from subscription where page = ${page} and state = 'active'`).length,
        ),
      );
    while ((await known()).some((count) => count < people)) {
      if (scene.world.clock.elapsed() > until) throw new Error(`not every region knows the ${people} subscribers`);
      await scene.sleep(100);
    }
  };

  const postAndStrike = (name: string, strike: (scene: Scene) => Promise<void> | void): Step => ({
    name: `a notice to ${people} people in ${region}; when ${toldFirst} are told: ${name}`,
    run: async (scene) => {
      await ask(scene, `/${page}/incidents`, { title: 'Nothing works', body: 'It begins.', impact: 'major' });
      // The stand-in counts as it takes them: to look through all that was said takes longer than a part does.
      const taken = () => scene.world.providers.accepted('ses').count;
      const before = taken();
      const until = scene.world.clock.elapsed() + patienceMs;
      while (taken() - before < toldFirst) {
        if (scene.world.clock.elapsed() > until) throw new Error(`only ${taken() - before} were told`);
        await scene.sleep(lookMs);
      }
      await strike(scene);
      toldThen = reached(scene);
      scene.note(`${toldThen} of ${people} were told then`);
    },
  });

  const untilTold: Step = {
    name: 'wait until everybody is told',
    run: async (scene) => {
      const began = scene.world.clock.elapsed();
      while (reached(scene) < people && scene.world.clock.elapsed() - began < patienceMs) await scene.sleep(100);
      scene.note(`${reached(scene)} of ${people} are told after ${((scene.world.clock.elapsed() - began) / 1_000).toFixed(1)} s`);
      mended(scene);
    },
  };
  const repeated = (scene: Scene) => received(scene).length - reached(scene);
  const counted = async ({ world }: Scene) => {
    const counts = await Promise.all(
      world.regions.map(
        ({ sql }) => sql<{ count: number }[]>`select coalesce(sum(unknowns), 0)::int as count from delivery where page = ${page}`,
      ),
    );
    return counts.reduce((sum, [row]) => sum + row!.count, 0);
  };
  return {
    signUp: { name: `${people} people sign up at another page`, run: signUp },
    postAndStrike,
    untilTold,
    untold: {
      name: 'people of the crowd who were not told',
      unit: 'people',
      when: ['during', 'after'],
      most: 0,
      ask: (scene) => people - reached(scene),
    },
    toldAgain: (most) => ({ name: 'messages too many to the crowd', unit: 'messages', when: ['after'], most, ask: repeated }),
    uncounted: {
      name: 'of these, not counted as possible',
      unit: 'messages',
      when: ['after'],
      most: 0,
      ask: async (scene) => Math.max(0, repeated(scene) - (await counted(scene))),
    },
    toldBefore: {
      name: 'people of the crowd who were told when it happened',
      unit: 'people',
      when: ['during'],
      least: 1,
      most: people - 1,
      ask: () => toldThen,
    },
  };
}
