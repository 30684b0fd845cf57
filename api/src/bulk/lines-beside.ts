import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { readApiKeys, type Whose } from '@pharos/region/reading/access';
import type { List, Slice } from '@pharos/region/reading/keyset';
import type { Seated } from '@pharos/region/reading/people';
import { readPartsAfter, readPointsAfter } from '@pharos/region/reading/whole-points';
import { broughtMax } from '@pharos/resources/metric/brought';
import type { Role } from '@pharos/resources/seat/role';
import type { BesideLine } from './beside-line.ts';

const perLook = 100;
// What five minutes, and then hours, came to.
const widths = [300, 3_600];

/** All that there is of a metric: first by parts, so that those of the points come last, from whoever has all points of one. */
export async function* pointLines(reads: PostgresDoor, page: string, metric: string): AsyncGenerator<BesideLine[]> {
  for (const width of widths) {
    for (let after = 0; ;) {
      const from = after;
      const of = await reads((sql) => readPartsAfter(sql, metric, width, from, broughtMax));
      if (of.length > 0) yield [{ page, parts: metric, of: of as never }];
      if (of.length < broughtMax) break;
      after = of.at(-1)![1];
    }
  }
  for (let after = 0; ;) {
    const from = after;
    const of = await reads((sql) => readPointsAfter(sql, metric, from, broughtMax));
    if (of.length > 0) yield [{ page, points: metric, of: of as never }];
    if (of.length < broughtMax) break;
    after = of.at(-1)![0];
  }
}

/** `page`: what each is there, by its own name; null: in the whole organisation. */
export async function* personLines(read: (slice: Slice) => Promise<List<Seated>>, page: string | null): AsyncGenerator<BesideLine[]> {
  for (let after: string | undefined; ;) {
    const { items, next } = await read({ after, limit: perLook });
    yield items.map(({ email, name, role, pages }) => {
      const there: Record<string, Role> = page === null ? pages : { [page]: pages[page]! };
      return { page, person: { email, name, role: page === null ? role : null, pages: there } };
    });
    if (next === null) return;
    after = next;
  }
}

export async function* keyLines(reads: PostgresDoor, whose: Whose): AsyncGenerator<BesideLine[]> {
  for (let after: string | undefined; ;) {
    const from = after;
    const { items, next } = await reads((sql) => readApiKeys(sql, { after: from, limit: perLook, ...whose }));
    const open = items.filter(({ revoked }) => !revoked);
    yield open.map(({ page, id, name, scopes, expiresAt }) => ({ page, key: { id, name, scopes, expiresAt } }));
    if (next === null) return;
    after = next;
  }
}
