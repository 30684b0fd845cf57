import type { Demo } from '@pharos/lab/seed';
import type { World } from '@pharos/lab/world';

/** Adds people with a mailbox to the demo page; answers the addresses of all, the seeded one included. */
export async function createSubscribers(world: World, demo: Demo, count: number): Promise<string[]> {
  const addresses = Array.from({ length: count }, (_, n) => `drill${n}@example.com`);
  for (const address of addresses) {
    const answer = await fetch(`${world.regions[0]!.urls.api}/v1/pages/${demo.page}/subscriptions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'email', address }),
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) throw new Error(`no subscription for ${address}: ${await answer.text()}`);
  }
  // Every region must know them before the first update: a person counts from the moment a region has heard of them.
  const all = [...addresses, 'ada@example.com'];
  for (const region of world.regions) {
    const until = world.clock.elapsed() + 10_000;
    for (;;) {
      const [row] = await region.sql`select count(*)::int as n from subscription where channel = 'email' and state = 'active'`;
      if (row!.n === all.length) break;
      if (world.clock.elapsed() > until) throw new Error(`${region.name} knows ${row!.n} of ${all.length} subscribers`);
      await world.clock.sleep(50);
    }
  }
  return all;
}
