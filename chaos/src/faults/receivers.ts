import { newId } from '@pharos/core/id';
import { createStandIn, type StandIn } from '@pharos/lab/providers/stand-in';
import { z } from 'zod';
import type { Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

export interface BadReceivers {
  /** Another tenant's page, with so many subscriptions on each bad machine. */
  signUp: Step;
  /** Its responders post, so that all of these machines are called again and again. */
  post: Step;
  /** The machines answer again, as far as they are still called. */
  mend: Step;
}

export interface BadReceiversOptions {
  region: string;
  perHost: number;
  everyMs: number;
  forMs: number;
}

const Made = z.object({ id: z.string().default('') });
// A sign-up that takes longer is given up, and the drill with it.
const answerMs = 10_000;
// As many at once as an importing script has.
const atOnce = 8;

/** One that never answers, one that says "come back in an hour", one that is broken, and one where nobody listens. */
async function openHosts(isMended: () => boolean): Promise<StandIn[]> {
  const answering = async (status: number, headers: Record<string, string> = {}) => {
    const answer = () => (isMended() ? new Response(null) : new Response(null, { status, headers }));
    return createStandIn({ host: '127.0.0.1', port: 0, fetch: answer, answers: { '429': answer, '5xx': answer } });
  };
  const hosts = await Promise.all([answering(200), answering(429, { 'retry-after': '3600' }), answering(500), answering(200)]);
  await hosts[0].setFault('hang');
  await hosts[3].setFault('refuse');
  return hosts;
}

/** Webhooks of one tenant that lead to machines in a bad way. */
export function badReceivers({ region, perHost, everyMs, forMs }: BadReceiversOptions): BadReceivers {
  let page = '';
  let hosts: StandIn[] = [];
  let isMended = false;

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

  const signUp = async (scene: Scene) => {
    isMended = false;
    hosts = await openHosts(() => isMended);
    for (const host of hosts) scene.defer(() => host[Symbol.asyncDispose]());
    page = await ask(scene, '', { name: 'Unlucky', slug: 'unlucky', timeZone: 'UTC' });
    const addresses = hosts.flatMap(({ url }) => Array.from({ length: perHost }, (_, each) => `${url}/hooks/${each}`));
    const worker = async () => {
      for (let address = addresses.pop(); address !== undefined; address = addresses.pop())
        await ask(scene, `/${page}/subscriptions`, { channel: 'webhook', address });
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };

  const post = async (scene: Scene) => {
    const until = scene.world.clock.elapsed() + forMs;
    const incident = await ask(scene, `/${page}/incidents`, { title: 'Nothing works', body: 'It begins.', impact: 'major' });
    for (let n = 1; scene.world.clock.elapsed() < until; n++) {
      await scene.sleep(everyMs);
      await ask(scene, `/${page}/incidents/${incident}/updates`, { status: 'investigating', body: `Update ${n}.` });
    }
  };

  const mend = async (scene: Scene) => {
    isMended = true;
    for (const host of hosts) await host.setFault('ok');
    mended(scene);
  };

  return {
    mend: { name: 'the machines of that tenant answer again', run: mend },
    signUp: { name: `another tenant signs up ${perHost} webhooks on each of four machines in a bad way`, run: signUp },
    post: { name: `that tenant posts for ${forMs / 1_000} s`, run: post },
  };
}
