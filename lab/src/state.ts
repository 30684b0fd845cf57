import { readView } from '@pharos/region/reading/view';
import { readMeshStatus } from '@pharos/crdt-sync';
import { providerNames } from './providers/accepted.ts';
import { faults } from './providers/fault.ts';
import type { Region } from './region.ts';
import type { World } from './world.ts';

// A region that does not answer by then is shown as away, and asked again next time. A busy machine needs half of it at times.
const askMs = 1_000;

/** Everything the lab page shows, as seen from outside: by SQL on each region's own tables, and by the parts themselves. */
export async function worldState(world: World, demoPage: string) {
  const nameOf = (number: number) => world.regions.find((region) => region.number === number)?.name ?? `region ${number}`;
  const seen = await Promise.all(world.regions.map((region) => observe(region, demoPage, nameOf)));
  const originsOf: Record<string, string> = Object.assign({}, ...seen.map((each) => each.originsOf));
  return {
    mode: world.mode,
    at: new Date(world.clock.now()).toISOString(),
    regions: world.regions.map((region, index) => ({
      name: region.name,
      number: region.number,
      urls: region.urls,
      env: region.commandEnv,
      clockOffsetMs: region.clockOffset(),
      parts: region.parts.map((part) => ({
        name: part.name,
        kind: part.kind,
        state: part.state(),
        trouble: part.trouble(),
        url: part.url(),
      })),
      ...seen[index]!, // one for each region
      originsOf,
    })),
    links: world.links.all.map((link) => ({ from: link.from, to: link.to, ...link.state() })),
    providers: providerNames.map((name) => ({
      name,
      fault: world.providers.fault(name),
      faults,
      accepted: world.providers.accepted(name).count,
    })),
  };
}

interface Seen {
  isAnswering: boolean;
  vv: Record<string, number>;
  originsOf: Record<string, string>;
  /** Of each peer: how long it has been silent. */
  silentMs: Record<string, number>;
  /** Of each peer: envelopes it has and we lack. */
  missing: Record<string, number>;
  outbox: number;
  page: { indicator: string; description: string; openIncidents: number; newest: { title: string; status: string } | null } | undefined;
}

const away: Seen = { isAnswering: false, vv: {}, originsOf: {}, silentMs: {}, missing: {}, outbox: 0, page: undefined };

function observe(region: Region, demoPage: string, nameOf: (number: number) => string): Promise<Seen> {
  const late = new Promise<Seen>((resolve) => setTimeout(() => resolve(away), askMs).unref());
  return Promise.race([look(region, demoPage, nameOf).catch(() => away), late]); // away is what it shows
}

async function look({ sql }: Region, demoPage: string, nameOf: (number: number) => string): Promise<Seen> {
  const [mesh, view] = await Promise.all([readMeshStatus(sql), readView(sql, demoPage)]);
  const byPeer = (of: (peer: (typeof mesh.peers)[number]) => number) =>
    Object.fromEntries(mesh.peers.map((peer) => [peer.region, of(peer)]));
  return {
    isAnswering: true,
    vv: mesh.vv,
    originsOf: Object.fromEntries(Object.entries(mesh.regionOfOrigin).map(([origin, number]) => [origin, nameOf(number)])),
    silentMs: byPeer((peer) => Math.round(peer.silentMs)),
    missing: byPeer((peer) => peer.missingHere),
    outbox: mesh.outbox,
    page: view && { ...view.status, ...incidentsIn(view.incidents) },
  };
}

function incidentsIn(incidents: { title: string; status: string }[]) {
  const open = incidents.filter(({ status }) => status !== 'resolved');
  const [newest] = open;
  return { openIncidents: open.length, newest: newest ? { title: newest.title, status: newest.status } : null };
}
