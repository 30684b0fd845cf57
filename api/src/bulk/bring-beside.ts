import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { readSeat } from '@pharos/region/reading/people';
import { withoutKnown } from '@pharos/region/reading/whole-points';
import { personId } from '@pharos/resources/person/fields';
import { seatId } from '@pharos/resources/seat/fields';
import { mayName } from '@pharos/resources/seat/role';
import type { Change } from '@pharos/resources/registry';
import type { TakenBeside } from './beside-line.ts';
import type { BroughtAs } from './import-documents.ts';

/** Why it may not be brought; undefined: it may. */
export function faultOfBeside(beside: TakenBeside, { own }: BroughtAs): string | undefined {
  if (beside.kind === 'points') return undefined;
  if (own === undefined) return `is left out: who brings ${beside.kind === 'key' ? 'keys' : 'people'} may do all with people and keys here`;
  if (beside.kind === 'key') return undefined;
  const { page, person } = beside;
  const refused = [person.role, ...Object.values(person.pages)].find((role) => role !== null && !mayName(own, role));
  if (refused != null) return `is left out: only an owner says who is ${refused}`;
  const isOther = page !== null && (person.role !== null || Object.keys(person.pages).some((each) => each !== page));
  return isOther ? 'is left out: the file of a page says who somebody is on that page alone' : undefined;
}

/** Empty: it is here already, and stays as it is. */
export async function besideToBring(
  beside: TakenBeside,
  organisation: string | null,
  { door, now }: { door: PostgresDoor; now: number },
): Promise<Change[]> {
  switch (beside.kind) {
    case 'points': {
      const { page, name: metric } = beside;
      const { points, parts } = await door((sql) => withoutKnown(sql, metric, beside, now));
      if (page === null || (points.length === 0 && parts.length === 0)) return [];
      return [{ type: 'bring-points', page, metric, points: [...points] as never, parts: [...parts] as never }];
    }
    case 'person': {
      const { email, name, role, pages } = beside.person;
      // Whoever has a place here already keeps it as it is.
      if (await door((sql) => readSeat(sql, seatId(organisation, personId(email))))) return [];
      return [{ type: 'invite-person', email, name, organisation, role, pages }];
    }
    case 'key': {
      const { id: key, name, scopes, expiresAt } = beside.key;
      return [{ type: 'bring-api-key', key, page: beside.page, organisation, name, scopes, expiresAt }];
    }
  }
}
