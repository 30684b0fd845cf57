import { serverMutants } from './server-mutants.ts';

/** A fault that somebody might build in again, and the suite that must notice. */
export interface Mutant {
  name: string;
  file: string;
  /** Each text must stand exactly once in the file. */
  swaps: [from: string, to: string][];
  /** More of the same fault in other files. */
  also?: { file: string; swaps: [from: string, to: string][] }[];
  /** What must fail: `model`, or a test file on real servers. */
  killedBy: string;
}

export const mutants: Mutant[] = [
  // Two that are none: a suite that fails on an unchanged copy would seem to kill everything.
  { name: 'nothing (the model)', file: 'crdt-sync/package.json', swaps: [], killedBy: 'nobody: model' },
  { name: 'nothing (the servers)', file: 'crdt-sync/package.json', swaps: [], killedBy: 'nobody: crdt-sync/test/relay.test.ts' },
  {
    name: 'stable client id over a restore',
    file: 'crdt-sync/src/document/registers.ts',
    swaps: [
      ['doc.clientID = stamp.origin;', 'doc.clientID = stamp.region * 2 ** 26 + 1;'],
      ['if (doc.clientID !== stamp.origin)', 'if (false as boolean)'],
    ],
    killedBy: 'model',
  },
  {
    name: 'no new incarnation after a restore',
    file: 'crdt-sync/src/store/mint.ts',
    swaps: [
      [
        'const origin = mintOrigin(',
        'const old = [...(await tx.knownOrigins())].find((each) => Math.floor(each / 2 ** 26) === regionNumber);\n  if (old !== undefined) {\n    await tx.adopt(ident, old);\n    return old;\n  }\n  const origin = mintOrigin(',
      ],
    ],
    killedBy: 'model',
  },
  {
    name: 'who lived through it vouches for an older copy, too',
    file: 'crdt-sync/src/store/mint.ts',
    swaps: [['>= witness.seq && journal >= witness.journal;', '>= 0 || journal >= 0;']],
    killedBy: 'model',
  },
  {
    name: 'an origin is retired of which a member has more',
    file: 'crdt-sync/src/mesh/retire-plan.ts',
    swaps: [['reachedIn(vv, origin) !== seq)', 'reachedIn(vv, origin) < seq)']],
    killedBy: 'model',
  },
  {
    name: 'the word of a retirement does not wait for what it retires',
    file: 'crdt-sync/src/mesh/retire.ts',
    swaps: [['facts: [], deps, retires: last', 'facts: [], deps: {}, retires: last']],
    killedBy: 'model',
  },
  {
    name: 'what is retired at a peer is not asked for any more',
    file: 'crdt-sync/src/mesh/receiver.ts',
    swaps: [['Object.entries({ ...peer, ...neededOf(peer) })', 'Object.entries({ ...peer, ...(false ? neededOf(peer) : {}) })']],
    killedBy: 'model',
  },
  {
    name: 'what was written under a name of the past is not told again',
    file: 'crdt-sync/src/mesh/retire.ts',
    swaps: [['if (!isOwn || Object.keys(beyond).length === 0) return beyond;', 'if (Object.keys(beyond).length >= 0) return {};']],
    killedBy: 'model',
  },
  {
    name: 'a later origin may have a smaller number',
    file: 'crdt-sync/src/document/origin.ts',
    swaps: [['if (origin > newest && origin < end) newest = origin;', 'void origin, (newest = first);']],
    killedBy: 'model',
  },
  {
    name: 'Y.Map and its own conflict rule',
    file: 'crdt-sync/src/document/registers.ts',
    swaps: [
      ['const array = doc.getArray<[string, number, Json]>(rootName(stamp.region));', "const map = doc.getMap<Json>('w1');"],
      [
        `    const entries = array.toArray();
    for (let at = entries.length - 1; at >= 0; at--) if (entries[at]![0] in fields) array.delete(at, 1);
    array.push(names.map((name) => [name, stamp.hlc, fields[name]!]));`,
        '    for (const name of names) map.set(name, [name, stamp.hlc, fields[name]!, stamp.region] as Json);',
      ],
      [
        `    const region = regionOfRoot(name);
    if (region === undefined) throw new BadDocument('foreign-root', \`it has a part called \${JSON.stringify(name.slice(0, 40))}\`);
    for (const entry of doc.getArray<unknown>(name).toArray()) {
      const { field, hlc, value } = readEntry(entry);`,
        `    for (const entry of doc.getMap<unknown>(name).values()) {
      const region = (entry as number[])[3]!;
      const { field, hlc, value } = readEntry((entry as unknown[]).slice(0, 3));`,
      ],
      [
        'function assertWrittenBy(delta: Uint8Array, region: number): void {',
        'function assertWrittenBy(delta: Uint8Array, region: number): void {\n  if (region > 0) return;',
      ],
    ],
    killedBy: 'model',
  },
  {
    name: 'the wall clock instead of the hybrid one',
    file: 'core/src/hlc.ts',
    swaps: [['return Math.max(Math.trunc(nowMs) * ticksPerMs, before + 1);', 'void before;\n  return Math.trunc(nowMs) * ticksPerMs;']],
    killedBy: 'model',
  },
  {
    name: 'no causal gate',
    file: 'crdt-sync/src/mesh/apply-order.ts',
    swaps: [['if (!covers(at, envelope.deps)) break;', 'void covers;']],
    killedBy: 'model',
  },
  {
    name: 'an operation that only deletes',
    file: 'crdt-sync/src/document/registers.ts',
    swaps: [['array.push(names.map((name)', "array.push(names.filter((name) => name !== 'deleted' || array.length === 0).map((name)"]],
    killedBy: 'model',
  },
  {
    name: 'applied out of order',
    file: 'crdt-sync/src/mesh/apply-order.ts',
    swaps: [
      ['if (entry.seq > next || opened', 'if (opened'],
      ['covers(at, envelope.deps)', 'covers({ ...at, [origin]: Number.MAX_SAFE_INTEGER }, envelope.deps)'],
    ],
    also: [
      {
        file: 'crdt-sync/src/mesh/receiver.ts',
        swaps: [
          [
            '      if (!entry || unreadables.find(entry)) break;',
            '      if (!entry) {\n        if (seq > position(origin) + buffer.size + 1) break;\n        continue;\n      }',
          ],
        ],
      },
    ],
    killedBy: 'model',
  },
  {
    name: 'a document kept over transactions, whatever became of them',
    file: 'crdt-sync/src/document/recent-documents.ts',
    swaps: [['found && isSame(found.state, state) ? found.opened', 'found ? found.opened']],
    killedBy: 'model',
  },
  {
    name: 'the lost tail of an own origin is not fetched',
    file: 'crdt-sync/src/mesh/receiver.ts',
    swaps: [
      [
        'if (origin === ownOrigin() || !isMember(regionOfOrigin(origin))) return [];',
        'if (regionOfOrigin(origin) === regionOfOrigin(ownOrigin() ?? 0) || !isMember(regionOfOrigin(origin))) return [];',
      ],
    ],
    killedBy: 'model',
  },
  {
    name: 'the log is forgotten too early',
    file: 'crdt-sync/src/mesh/prune-plan.ts',
    swaps: [['Math.min(seq, ...members.map((vv) => (vv ? reachedIn(vv, Number(origin)) : 0)))', 'Math.max(0, seq - members.length)']],
    killedBy: 'model',
  },
  {
    name: 'epoch ignored: the latest stamp says who is a member',
    file: 'resources/src/member/fields.ts',
    swaps: [['if ((members.get(region)?.epoch ?? -1) <= entry.epoch) members', 'members']],
    killedBy: 'model',
  },
  {
    name: 'what was purged is written again',
    file: 'crdt-sync/src/write/held-docs.ts',
    swaps: [['if (doc.purged) throw', 'if (false as boolean) throw']],
    killedBy: 'model',
  },
  {
    name: 'what comes late about a purged document is kept in the log',
    file: 'crdt-sync/src/mesh/apply-batch.ts',
    swaps: [['return { ...entry, env: redactEnvelope(entry.env, purged), redacted: true };', 'void redactEnvelope;\n  return entry;']],
    killedBy: 'model',
  },
  {
    name: 'an outbox row of an earlier origin does not say what it follows',
    file: 'crdt-sync/src/mesh/relay-batch.ts',
    swaps: [['if (row.origin === origin) return', 'if (row.origin > 0) return']],
    killedBy: 'model',
  },
  {
    name: 'the document clock is not raised by what is received',
    file: 'crdt-sync/src/mesh/apply-batch.ts',
    swaps: [['hlc: Math.max(doc.hlc, latestHlc(after))', 'hlc: doc.hlc']],
    killedBy: 'model',
  },
  {
    name: 'the members of a group share a stamp',
    file: 'crdt-sync/src/write/held-docs.ts',
    swaps: [
      ['const hlc = nextHlc(doc.hlc, nowMs);', 'const hlc = each.isWritten ? nextHlc(doc.hlc - 1, nowMs - 1) : nextHlc(doc.hlc, nowMs);'],
    ],
    killedBy: 'model',
  },
  {
    name: 'a member of a group that is refused takes the others down',
    file: 'crdt-sync/src/write/write-change.ts',
    swaps: [['if (!(error instanceof Problem) || each.mayBeNew.length > 0) throw error;', 'throw error;']],
    also: [
      {
        file: 'crdt-sync/src/write/write-group.ts',
        swaps: [['if (isTheirs) alone(each);\n        else each.reject(error);', 'each.reject(error);']],
      },
    ],
    killedBy: 'model',
  },
  {
    name: 'a member of a group that fails half-way leaves half of itself',
    file: 'crdt-sync/src/write/held-docs.ts',
    swaps: [['    return { op: { doc: doc.id,', '    adopt();\n    return { op: { doc: doc.id,']],
    also: [
      {
        file: 'crdt-sync/src/write/write-change.ts',
        swaps: [
          ['if (!(error instanceof Problem) || each.mayBeNew.length > 0) throw error;', 'if (!(error instanceof Problem)) throw error;'],
        ],
      },
    ],
    killedBy: 'model',
  },
  {
    name: 'what was made for a member of a group that wrote nothing is left behind',
    file: 'crdt-sync/src/write/write-change.ts',
    swaps: [['if (empty.length > 0) await tx.dropMade(empty);', 'void empty;']],
    killedBy: 'model',
  },
  {
    name: 'who has to wait for a lock is left out of the group for good',
    file: 'crdt-sync/src/write/write-group.ts',
    swaps: [
      [
        "else if (outcome.kind === 'alone' || outcome.kind === 'no-origin') alone(each);",
        "else if (outcome.kind === 'alone') each.resolve({ ...outcome } as never);",
      ],
    ],
    killedBy: 'model',
  },
  {
    name: 'what was completed since stays in quarantine',
    file: 'crdt-sync/src/mesh/bootstrap.ts',
    swaps: [['await tx.release(released);', 'void released;']],
    killedBy: 'model',
  },
  {
    name: 'a group gives its changes their places before those of the outbox',
    file: 'crdt-sync/src/write/place-at-once.ts',
    swaps: [['tx.takeOutbox(relayBatchMax)', 'tx.takeOutbox(0)']],
    killedBy: 'model',
  },
  ...serverMutants,
];
