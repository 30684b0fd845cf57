import type { RegionDoor } from './regions.ts';

/** Who this console may speak to: the region that served it, and the others, as that region names them; it alone, where it does not say. */
export async function findRegions(fetch: typeof globalThis.fetch, origin: string): Promise<RegionDoor[]> {
  try {
    const answer = await fetch('/console/regions.json', { cache: 'no-store', signal: AbortSignal.timeout(askMs) });
    const { here, elsewhere } = (await answer.json()) as { here: string; elsewhere: string[] };
    return [{ name: here, url: origin }, ...elsewhere.map((url) => ({ name: new URL(url).host, url: url.replace(/\/$/, '') }))];
  } catch {
    return [{ name: new URL(origin).host, url: origin }];
  }
}

/** Those that were found are called by their hosts until they have said their names: nobody waits for one that is far away, or gone. */
export async function nameRegions(fetch: typeof globalThis.fetch, doors: RegionDoor[]): Promise<void> {
  await Promise.all(
    doors.slice(1).map(async (door) => {
      try {
        const answer = await fetch(`${door.url}/`, { signal: AbortSignal.timeout(askMs), credentials: 'omit' });
        door.name = ((await answer.json()) as { region: string }).region;
      } catch {
        // Its host is a name, too.
      }
    }),
  );
}

const askMs = 5_000;
