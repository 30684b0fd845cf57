import type { Mutant } from './mutants.ts';

/** Those that only a test on real servers can notice: the model has rules of its own in their place. */
export const serverMutants: Mutant[] = [
  {
    name: 'an own notice that comes back looks like a new one',
    file: 'crdt-sync/src/mesh/said-of.ts',
    swaps: [['isReturned: isOwn(regionOfOrigin(origin)) }', 'isReturned: isOwn(0) }']],
    killedBy: 'crdt-sync/test/restore.test.ts',
  },
  {
    name: 'the outbox is read by number: what commits late is passed over',
    file: 'crdt-sync/src/store/sql-log.ts',
    swaps: [
      [
        '  const rows = await tx<OutboxRow[]>`\n    delete from outbox',
        '  const [here] = await tx<{ name: string }[]>`select current_database() as name`;\n  const after = last.get(here!.name) ?? 0;\n  const rows = await tx<OutboxRow[]>`\n    delete from outbox',
      ],
      [
        'array(select id from outbox order by id limit ${limit})',
        'array(select id from outbox where id > ${after} order by id limit ${limit})',
      ],
      [
        'return [...rows].sort((a, b) => a.id - b.id);',
        'last.set(here!.name, Math.max(after, ...rows.map(({ id }) => id)));\n  return [...rows].sort((a, b) => a.id - b.id);',
      ],
      ['export async function takeOutbox(', 'const last = new Map<string, number>();\nexport async function takeOutbox('],
    ],
    killedBy: 'crdt-sync/test/relay.test.ts',
  },
  {
    name: 'what fails behind the last answer counts as committed',
    file: 'crdt-sync/src/store/postgres-store.ts',
    swaps: [['await Promise.all(last);', 'void last;']],
    killedBy: 'crdt-sync/test/place-at-once.test.ts',
  },
  {
    name: 'who vouches for the database does not hear what writers tell',
    file: 'crdt-sync/src/mesh/relay.ts',
    swaps: [['Math.max(witness.seq, last)', 'Math.max(witness.seq, 0 * last)']],
    killedBy: 'crdt-sync/test/place-at-once.test.ts',
  },
  {
    name: 'an event shows what its version does not count',
    file: 'crdt-sync/src/store/sql-tell.ts',
    swaps: [['if (!settled) return undefined;', 'void settled;']],
    killedBy: 'crdt-sync/test/hop.test.ts',
  },
  {
    name: 'what somebody else holds is taken for not there',
    file: 'crdt-sync/src/write/write-change.ts',
    swaps: [['if (isSingle && others.length > 0 &&', 'if ((false as boolean) &&']],
    killedBy: 'crdt-sync/test/write-group.test.ts',
  },
];
