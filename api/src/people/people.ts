import type { Kit } from '@pharos/core/role';
import type { PostgresDoor } from '@pharos/core/outside/postgres-door';
import { readPerson, type Person } from '@pharos/region/reading/people';

export interface People {
  /** As some seconds ago at most. */
  find(id: string): Promise<Person | undefined>;
  /** As they are now. */
  findNow(id: string): Promise<Person | undefined>;
  /** They were changed here just now. */
  forget(id: string): void;
}

// A session or a seat that was ended elsewhere in the region goes on working for so long, on each server.
const knownMs = 5_000;
// Some kilobytes each: more than one server has people at work. Who was looked up first is forgotten first.
const entriesMax = 2_000;

/** People who are signed in here, for some seconds: a console that asks ten things at once makes the database find its person once. */
export function createPeople({ clock }: Pick<Kit, 'clock'>, reads: PostgresDoor): People {
  const known = new Map<string, { person: Promise<Person | undefined>; until: number }>();
  const findNow = (id: string) => {
    const person = reads((sql) => readPerson(sql, id));
    known.delete(id);
    known.set(id, { person, until: clock.elapsed() + knownMs });
    if (known.size > entriesMax) known.delete(known.keys().next().value!);
    // What failed is asked again by the next one.
    person.catch(() => known.delete(id));
    return person;
  };
  return {
    find: (id) => {
      const found = known.get(id);
      return found && found.until > clock.elapsed() ? found.person : findNow(id);
    },
    findNow,
    forget: (id) => void known.delete(id),
  };
}
