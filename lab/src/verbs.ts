import { z } from 'zod';
import { Problem } from '@pharos/core/problem';
import { ComponentStatus, Impact, IncidentStatus } from '@pharos/core/severity';
import { LinkState } from './link/link.ts';
import { providerNames } from './providers/accepted.ts';
import { faults } from './providers/fault.ts';
import type { Region } from './region.ts';
import type { Demo } from './seed.ts';
import type { World } from './world.ts';

const name = z.string().max(32);

/** What can be asked of a running world, by its page, by the command line and by drills: each with the words it takes. */
const asks = {
  link: z.object({ from: name, to: name, both: z.boolean().default(false) }).extend(LinkState.partial().shape),
  isolate: z.object({ region: name, cut: LinkState.shape.cut }),
  part: z.object({ region: name, name, action: z.enum(['start', 'stop', 'kill', 'crash', 'freeze', 'thaw']) }),
  region: z.object({ region: name, action: z.enum(['start', 'stop', 'kill']) }),
  clock: z.object({ region: name, offsetMs: z.coerce.number().int().min(-3_600_000).max(3_600_000) }),
  provider: z.object({ name: z.enum(providerNames), fault: z.coerce.string().pipe(z.enum(faults)) }),
  incident: z.object({
    region: name,
    title: z.string().default('Payments are failing'),
    status: IncidentStatus.optional(),
    impact: Impact.default('major'),
    componentStatus: ComponentStatus.default('partial_outage'),
    body: z.string().optional(),
  }),
} as const;
export type Verb = keyof typeof asks;
export const verbs = Object.keys(asks) as Verb[];

/** Does one thing to the world, and says what. Words it does not take are refused by name. */
export async function act(world: World, demo: Demo, verb: string, words: unknown): Promise<string> {
  if (!isVerb(verb)) throw new Problem('not-found', `there is no "${verb}" here: ${verbs.join(', ')}`);
  switch (verb) {
    case 'link': {
      const { from, to, both, ...change } = parse('link', words);
      known(world, from);
      known(world, to);
      if (from === to) throw new Problem('invalid', 'a link has two ends');
      world.links.between(from, to).set(change);
      if (both) world.links.between(to, from).set(change);
      return `${from} ${both ? 'and' : 'to'} ${to}: ${linkWords(world.links.between(from, to).state())}`;
    }
    case 'isolate': {
      const { region, cut } = parse('isolate', words);
      for (const link of world.links.of(known(world, region).name)) link.set({ cut });
      return cut === 'none' ? `${region} reaches all others again` : `${region} is cut off from all others (${cut})`;
    }
    case 'part': {
      const { region, name: part, action } = parse('part', words);
      const found = knownPart(known(world, region), part);
      await found[action]();
      return `${part} in ${region} is ${found.state()}`;
    }
    case 'region': {
      const { region, action } = parse('region', words);
      await known(world, region)[action]();
      return `${region} is ${{ start: 'started', stop: 'stopped', kill: 'killed' }[action]}`;
    }
    case 'clock': {
      const { region, offsetMs } = parse('clock', words);
      known(world, region).setClockOffset(offsetMs);
      return offsetMs === 0 ? `the clock of ${region} is right again` : `the clock of ${region} is ${offsetMs} ms off`;
    }
    case 'provider': {
      const { name: provider, fault } = parse('provider', words);
      await world.providers.setFault(provider, fault);
      return fault === 'ok' ? `${provider} works again` : `${provider} is broken: ${fault}`;
    }
    case 'incident':
      return postIncident(world, demo, parse('incident', words));
  }
}

function linkWords({ cut, delayMs, jitterMs, loss }: LinkState): string {
  if (cut !== 'none') return `cut (${cut})`;
  return `whole, ${delayMs} ms and up to ${jitterMs} more${loss > 0 ? `, ${Math.round(loss * 1_000) / 10} % lost` : ''}`;
}

function isVerb(verb: string): verb is Verb {
  return Object.hasOwn(asks, verb);
}

function parse<V extends Verb>(verb: V, words: unknown): z.infer<(typeof asks)[V]> {
  const parsed = asks[verb].safeParse(words);
  if (parsed.success) return parsed.data as z.infer<(typeof asks)[V]>;
  const told = parsed.error.issues.map((issue) => `${issue.path.join('.') || verb}: ${issue.message}`).join('; ');
  throw new Problem('invalid', `${told}; ${verb} takes ${Object.keys(asks[verb].shape).join(', ')}`);
}

function known(world: World, region: string): Region {
  const found = world.regions.find((each) => each.name === region);
  if (!found) throw new Problem('not-found', `there is no region ${region}: ${world.regions.map((each) => each.name).join(', ')}`);
  return found;
}

function knownPart(region: Region, part: string) {
  const found = region.parts.find((each) => each.name === part);
  if (!found) throw new Problem('not-found', `there is no ${part} in ${region.name}: ${region.parts.map((each) => each.name).join(', ')}`);
  return found;
}

const Incidents = z.object({ items: z.array(z.object({ id: z.string(), title: z.string(), status: IncidentStatus })) });
const Components = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });

const words: Record<IncidentStatus, string> = {
  investigating: 'We are looking into failing card payments.',
  identified: 'A faulty release of the payment gateway is the cause. It is being rolled back.',
  monitoring: 'The roll-back is done; payments go through again. We keep watching.',
  resolved: 'All payments go through. We are sorry for the trouble.',
};
const next: Record<IncidentStatus, IncidentStatus> = {
  investigating: 'identified',
  identified: 'monitoring',
  monitoring: 'resolved',
  resolved: 'investigating',
};

/** Opens an incident on the demo page, or posts the next update of the open one, through the API of that region. */
async function postIncident(world: World, demo: Demo, asked: z.infer<typeof asks.incident>): Promise<string> {
  const region = known(world, asked.region);
  const base = `${region.urls.api}/v1/pages/${demo.page}`;
  const headers = { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json' };
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const answer = await fetch(`${base}${path}`, { ...init, headers, signal: AbortSignal.timeout(5_000) }).catch((cause: unknown) => {
      throw new Problem('unavailable', `the API in ${region.name} does not answer`, { cause });
    });
    if (!answer.ok) throw new Problem('unavailable', `the API in ${region.name} says ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const open = Incidents.parse(await ask('/incidents?state=open')).items[0];
  if (open) {
    const status = asked.status ?? next[open.status];
    const components = status === 'resolved' ? [] : undefined;
    await ask(`/incidents/${open.id}/updates`, { status, body: asked.body ?? words[status], components });
    return `${region.name} posted to "${open.title}": ${status}`;
  }
  const status = asked.status ?? 'investigating';
  const affected = Components.parse(await ask('/components')).items.find((component) => component.name === 'Payments');
  await ask('/incidents', {
    title: asked.title,
    impact: asked.impact,
    status,
    body: asked.body ?? words[status],
    components: affected ? [{ id: affected.id, status: asked.componentStatus }] : [],
  });
  return `${region.name} opened "${asked.title}": ${status}`;
}
