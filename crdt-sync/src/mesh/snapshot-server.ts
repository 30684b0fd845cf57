import type { Bus, BusSubscription } from '@pharos/core/outside/bus';
import type { Sql } from '@pharos/core/outside/postgres';
import type { Kit } from '@pharos/core/role';
import { assertNever } from '@pharos/core/assert-never';
import { run } from '@pharos/core/run';
import { subject } from '@pharos/core/subject';
import type { Version } from '@pharos/core/version';
import { BadDocument } from '@pharos/resources/fold';
import { readBucket, readDigest, type BucketRange } from './digest.ts';
import { answerBytesMax } from './fetch-server.ts';
import { readAudited } from './snapshot-audit.ts';
import { readParts, readPoints } from './snapshot-points.ts';
import { Ask, type DigestAnswer } from './snapshot-wire.ts';
import { parse } from './wire.ts';

// Rows looked at for one answer; its size is what limits it mostly.
const rowsMax = 1_000;

/** Answers regions that join, come back, or compare what they hold. */
export function serveSnapshot(kit: Kit, { sql, bus }: { sql: Sql; bus: Bus }): BusSubscription {
  return bus.subscribe(
    subject.snapshot(kit.region),
    (message) => {
      try {
        const ask = parse(Ask, message.data);
        run(
          answer(sql, ask).then((reply) => message.respond(JSON.stringify(reply))),
          (error) => kit.log.warn({ err: error, ask: ask.ask }, 'a peer asked for what cannot be read now'),
        );
      } catch (error) {
        if (!(error instanceof BadDocument)) throw error;
        kit.log.warn({ reason: error.reason }, 'a peer asked for what cannot be understood');
      }
    },
    { queue: 'snapshot' },
  );
}

async function answer(sql: Sql, ask: Ask): Promise<object> {
  switch (ask.ask) {
    case 'begin': {
      const rows = await sql<{ origin: number; seq: number }[]>`select origin, seq from reached`;
      return { vv: Object.fromEntries(rows.map(({ origin, seq }) => [origin, seq])), hasPoints: true, hasAudit: true };
    }
    case 'docs': {
      const rows = await sql<Row[]>`
        select id, kind, page, state, purged from (
          select id, kind, page, state, purged, sum(octet_length(state) * 4 / 3 + 400) over (order by id) as total
          from doc where id > ${ask.after} and (hash <> ''::bytea or purged) order by id limit ${rowsMax}) doc
        where total < ${answerBytesMax} or id = (select min(id) from doc where id > ${ask.after} and (hash <> ''::bytea or purged))
        order by id`;
      return { docs: rows.map(wireDoc), next: rows.at(-1)?.id ?? null };
    }
    case 'pages': {
      const rows = await sql<{ page: string; version: Version }[]>`
        select page, version from page_version ${ask.after ? sql`where page > ${ask.after}` : sql``} order by page limit ${rowsMax}`;
      return { pages: rows.map(({ page, version }) => [page, version]), next: rows.at(-1)?.page ?? null };
    }
    case 'points':
      return readPoints(sql, ask.after);
    case 'parts':
      return readParts(sql, ask.after);
    case 'audited':
      return readAudited(sql, ask.after);
    case 'digest':
      return readOwnDigest(sql, ask.range);
    case 'bucket':
      return { docs: await readBucket(sql, { bucket: ask.bucket, after: ask.after ?? '' }) };
    case 'states': {
      const rows = await sql<Row[]>`
        select id, kind, page, state, purged from doc where id = any(${ask.ids}) and (hash <> ''::bytea or purged) order by id`;
      let size = 0;
      const fitting = rows.filter(({ state }) => (size += state.length * 1.4 + 400) < answerBytesMax);
      return { docs: fitting.map(wireDoc), next: null };
    }
    default:
      return assertNever(ask);
  }
}

/** In one snapshot: vector, fingerprint, and whether something is written that the vector does not know. */
export function readOwnDigest(sql: Sql, range?: BucketRange): Promise<DigestAnswer> {
  return sql.begin<DigestAnswer>('isolation level repeatable read read only', async (tx) => {
    const [row] = await tx<{ count: number }[]>`select count(*)::bigint as count from outbox`;
    return { ...(await readDigest(tx, range)), outbox: row!.count };
  });
}

interface Row {
  id: string;
  kind: string;
  page: string | null;
  state: Buffer;
  purged: boolean;
}

function wireDoc({ id, kind, page, state, purged }: Row) {
  return { id, kind, page, state: state.toString('base64'), ...(purged ? { purged } : {}) };
}
