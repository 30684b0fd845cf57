import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '@pharos/core/problem';
import { z } from 'zod';
import type { Settings } from '../../load/settings.ts';

/** The region of the running lab that the load goes to, with pages made for it. */
export interface Target {
  settings: Settings;
  region: string;
  /** In words: `real, us of us, eu, ap`. */
  world: string;
  /** Where event streams are, without what stands before them. */
  live: { port: number; path: string };
}

const State = z.object({
  mode: z.string(),
  regions: z.array(
    z.object({
      name: z.string(),
      isAnswering: z.boolean(),
      urls: z.object({ page: z.string(), api: z.string(), gateway: z.string() }),
      parts: z.array(z.object({ name: z.string(), url: z.string().optional() })),
    }),
  ),
  demo: z.object({ key: z.string() }),
});
const Made = z.object({ id: z.string() });

const askMs = 10_000;
// Until the edge serves a page that was just made, on a machine that starts to be busy.
const servedMsMax = 15_000;
const lookMs = 200;

/** Asks the lab where its regions are, and makes pages in one of them: what a load writes is on no page that somebody looks at. */
export async function openTarget(lab: string, wanted: string | undefined, run: string): Promise<Target> {
  const state = State.parse(await (await askLab(lab)).json());
  const names = state.regions.map(({ name }) => name);
  const region = state.regions.find(({ name }) => name === (wanted ?? names[0]));
  if (!region) throw new Problem('invalid', `there is no region ${wanted}: ${names.join(', ')}`);
  if (!region.isAnswering) throw new Problem('unavailable', `${region.name} does not answer: start it, or take another one (--region)`);
  // What stands before the roles has a certificate that only browsers of the lab are told of: we ask behind it.
  const direct = (part: string, url: string) => region.parts.find(({ name }) => name === part)?.url ?? url;
  const { key } = state.demo;
  const api = direct('api', region.urls.api);
  const slug = `load-${run}`;
  const pageId = await makePage(api, key, slug);
  const signUpPageId = await makePage(api, key, `${slug}-sign-ups`);
  const page = `${region.urls.page}/${slug}`;
  await untilServed(`${direct('edge', region.urls.page)}/${slug}`);
  return {
    settings: { page, api: region.urls.api, live: region.urls.gateway, pageId, key, signUpPageId },
    region: region.name,
    world: `${state.mode}, ${region.name} of ${names.join(', ')}`,
    live: { port: Number(new URL(direct('gateway', region.urls.gateway)).port), path: `/live/${pageId}` },
  };
}

async function askLab(lab: string): Promise<Response> {
  const answer = await fetch(`${lab}/state`, { signal: AbortSignal.timeout(askMs) }).catch((cause: unknown) => {
    throw new Problem('unavailable', `no lab answers on ${lab}: start it with "npm start", or say by PHAROS_LAB where it is`, { cause });
  });
  if (!answer.ok) throw new Problem('unavailable', `the lab on ${lab} says ${answer.status}`);
  return answer;
}

async function makePage(api: string, key: string, slug: string): Promise<string> {
  const answer = await fetch(`${api}/v1/pages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': slug },
    body: JSON.stringify({ name: 'Load', slug, timeZone: 'UTC' }),
    signal: AbortSignal.timeout(askMs),
  }).catch((cause: unknown) => {
    throw new Problem('unavailable', `the API on ${api} does not answer`, { cause });
  });
  if (!answer.ok) throw new Problem('unavailable', `no page could be made for the load: ${answer.status} ${await answer.text()}`);
  return Made.parse(await answer.json()).id;
}

async function untilServed(url: string): Promise<void> {
  const until = performance.now() + servedMsMax;
  for (;;) {
    // One that fails is asked again: it is told by the limit.
    const status = await fetch(url, { signal: AbortSignal.timeout(askMs) }).then(
      async (answer) => (await answer.text(), answer.status),
      () => 0,
    );
    if (status === 200) return;
    if (performance.now() > until) throw new Problem('unavailable', `${url} is not served: the last answer was ${status}`);
    await pause(lookMs);
  }
}
