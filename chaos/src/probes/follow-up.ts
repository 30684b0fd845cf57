import { z } from 'zod';
import type { Probe, Scene } from '../experiment.ts';

const Made = z.object({ id: z.string() });
const Incident = z.object({ status: z.string(), updates: z.array(z.object({ status: z.string() })) });

const answerMs = 5_000;
const seenMs = 5_000;
const lookMs = 50;

/** An incident is opened in one region and, once it is seen in another, resolved there: does any region show it as open after that? */
export function lateAnswers(first: string, second: string): Probe {
  const ask = async (scene: Scene) => {
    const opened = Made.parse(
      await post(scene, first, '/incidents', { title: `Seen from ${second}`, body: `Opened in ${first}.`, impact: 'minor' }),
    );
    await until(scene, async () => (await statusIn(scene, second, opened.id)) === 'investigating');
    await post(scene, second, `/incidents/${opened.id}/updates`, { status: 'resolved', body: `Answered in ${second}.` });
    const isEverywhere = () =>
      Promise.all(scene.world.regions.map(async ({ name }) => (await statusIn(scene, name, opened.id)) === 'resolved'));
    await until(scene, async () => (await isEverywhere()).every(Boolean));
    return (await isEverywhere()).filter((isResolved) => !isResolved).length;
  };
  const name = `regions in which what ${second} answered to ${first} is not the last word`;
  return { name, unit: 'regions', when: ['during'], most: 0, ask };
}

async function post({ world, demo }: Scene, region: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${world.region(region).urls.api}/v1/pages/${demo.page}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerMs),
  });
  if (!answer.ok) throw new Error(`${region} answers ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function statusIn({ world, demo }: Scene, region: string, incident: string): Promise<string | undefined> {
  const url = `${world.region(region).urls.api}/v1/pages/${demo.page}/incidents/${incident}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${demo.key}` }, signal: AbortSignal.timeout(answerMs) });
  return answer.ok ? Incident.parse(await answer.json()).updates[0]?.status : undefined;
}

async function until({ world }: Scene, isTrue: () => Promise<boolean>): Promise<void> {
  const end = world.clock.elapsed() + seenMs;
  while (!(await isTrue()) && world.clock.elapsed() < end) await world.clock.sleep(lookMs);
}
