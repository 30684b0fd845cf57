import { expect, it } from 'vitest';
import { churn } from '../../proof/live-model/churn.ts';

it.concurrent.each<['portable' | 'linux']>([['portable'], ['linux']])(
  'readers come and go for some seconds at a %s gateway: no event is lost or repeated, and nothing is left of them',
  async (engine) => {
    const churned = await churn({ seconds: 5, readers: 200, engine, seed: 1 });
    expect(churned).toMatchObject({ wrong: 0, after: { readers: 0, descriptors: churned.before.descriptors } });
    expect(churned.isBack, JSON.stringify(churned)).toBe(true);
    expect(churned.connections).toBeGreaterThan(500);
  },
  120_000,
);
