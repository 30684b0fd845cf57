import type { RegionDoor } from './regions.ts';

/** Who this console may speak to: the region that served it, and the others, as that region names them. */
export async function findRegions(fetch: typeof globalThis.fetch, origin: string): Promise<RegionDoor[]> {
  const answer = await fetch('/console/regions.json', { cache: 'no-store' });
  const { here, elsewhere } = (await answer.json()) as { here: string; elsewhere: string[] };
  const named = await Promise.all(elsewhere.map((url) => nameOf(fetch, url)));
  return [{ name: here, url: origin }, ...named];
}

// Who does not say its name is called by its host.
const namingMs = 2_000;

async function nameOf(fetch: typeof globalThis.fetch, url: string): Promise<RegionDoor> {
  const address = url.replace(/\/$/, '');
  try {
    const answer = await fetch(`${address}/`, { signal: AbortSignal.timeout(namingMs), credentials: 'omit' });
    const { region } = (await answer.json()) as { region: string };
    return { name: region, url: address };
  } catch {
    return { name: new URL(url).host, url: address };
  }
}
