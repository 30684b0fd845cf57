import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import { resourceOf } from '@pharos/resources/registry';
import { dayOf } from '../archive/forget-old-days.ts';
import { readDay, type HistorySource } from '../archive/read-history.ts';
import { rebuild } from '../archive/rebuild.ts';
import { decodeEnvelope } from '../document/envelope.ts';
import { fieldsOfDelta } from '../document/read-delta.ts';
import { migrationsFolder } from '@pharos/region/migrations';
import type { ArchivedEntry } from '../archive/archive-format.ts';
import type { CommandContext } from './context.ts';

const dayMs = 86_400_000;
// More than the archive keeps is a mistake in a date.
const daysMax = 3_700;

/** Prints what was changed, day by day; or builds it all again elsewhere. */
export async function replayCommand(context: CommandContext): Promise<number> {
  const { kit, sql, options, archive } = context;
  const source: HistorySource = { sql, store: await archive(), region: kit.region };
  return options.into === undefined ? list(context, source) : rebuildInto(context, source, options.into);
}

async function list({ kit, options, print }: CommandContext, source: HistorySource): Promise<number> {
  const today = dayOf(kit.clock.now());
  const to = readDate('to', options.to ?? today);
  let count = 0;
  for (const day of daysBetween(readDate('from', options.from ?? options.to ?? today), to)) {
    for await (const entry of readDay(source, day)) {
      if (options.page !== undefined && entry.page !== options.page) continue;
      count += 1;
      print(options.json ? JSON.stringify(told(entry)) : readable(entry));
    }
  }
  if (!options.json) print(`${count} changes`);
  return 0;
}

async function rebuildInto({ kit, options, print }: CommandContext, source: HistorySource, url: string): Promise<number> {
  if (options.page !== undefined || options.from !== undefined || options.to !== undefined)
    throw new Problem('invalid', '--into builds everything: leave out --page, --from and --to');
  const target = openPostgres({ url, max: 4, name: 'pharos-rebuild' });
  try {
    await migrate(target, 'region', migrationsFolder);
    const rebuilt = await rebuild(source, target, kit.clock);
    const equal = rebuilt.expected === undefined ? undefined : rebuilt.expected === rebuilt.digest;
    const verdict =
      equal === undefined
        ? 'the region moved on meanwhile: nothing to compare'
        : equal
          ? 'the same as the region says'
          : `the region says ${rebuilt.expected}`;
    print(
      options.json
        ? JSON.stringify({ ...rebuilt, equal: equal ?? null })
        : `${rebuilt.entries} changes made ${rebuilt.docs} documents: ${rebuilt.digest}, ${verdict}`,
    );
    return equal ? 0 : 1;
  } finally {
    await target.end({ timeout: 2 });
  }
}

function hasFields(kind: string): boolean {
  const resource = resourceOf(kind);
  return resource !== undefined && !resource.isText;
}

function told({ origin, seq, env, page, at, redacted }: ArchivedEntry) {
  const { region, at: writtenAt, actor, by, verb, ops, facts } = decodeEnvelope(env);
  const docs = ops.map(({ doc, kind, delta, purge }) => ({
    doc,
    ...(purge ? { purge } : {}),
    // What a later version wrote, or a text: its bytes are not fields.
    ...(delta && hasFields(kind) ? { fields: fieldsOfDelta(delta) } : {}),
  }));
  return {
    at: iso(writtenAt),
    loggedAt: iso(at),
    region,
    origin,
    seq,
    actor,
    by,
    verb,
    page,
    docs,
    facts,
    ...(redacted ? { redacted } : {}),
  };
}

function readable(entry: ArchivedEntry): string {
  const { at, region, origin, seq, actor, by, verb, docs, facts, redacted } = told(entry);
  const what = docs.map(({ doc, purge, fields }) => `${doc}${purge ? ' forgotten' : fields ? ` ${JSON.stringify(fields)}` : ''}`);
  const words = facts.map(({ type }) => type).join(', ');
  return `${at}  ${region}  ${origin}:${seq}  ${by ? `${by} ` : ''}${actor}  ${verb ?? '-'}  ${words || '-'}${redacted ? '  (redacted)' : ''}\n    ${what.join('\n    ')}`;
}

function* daysBetween(from: number, to: number): Generator<string> {
  if (from > to) throw new Problem('invalid', '--from is later than --to');
  if (to - from > daysMax * dayMs) throw new Problem('invalid', `at most ${daysMax} days at once`);
  for (let at = from; at <= to; at += dayMs) yield dayOf(at);
}

function readDate(name: string, text: string): number {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  const ms = found ? Date.parse(`${found[1]}-${found[2]}-${found[3]}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new Problem('invalid', `--${name} takes a day, like 2030-01-31`);
  return ms;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
