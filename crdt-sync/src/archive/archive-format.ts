import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { LogEntry } from '../store/store.ts';

/**
 * A day of the log in the object store: parts of one origin each, in sequence, and a manifest that is written last. A day
 * without a manifest is not archived, whatever parts are there.
 */
const seq = z.number().int().min(1);
const Part = z.object({
  name: z.string(),
  origin: z.number().int().min(1),
  first: seq,
  last: seq,
  entries: z.number().int().min(1),
  /** Of the object as it is stored. */
  bytes: z.number().int(),
  sha256: z.string().length(64),
});
export type Part = z.infer<typeof Part>;
const Manifest = z.object({ v: z.literal(1), region: z.string(), day: z.string(), entries: z.number().int(), parts: z.array(Part) });
export type Manifest = z.infer<typeof Manifest>;

const Line = z.object({
  o: z.number().int().min(1),
  s: seq,
  h: z.string().length(32),
  e: z.base64(),
  p: z.uuid().nullable(),
  r: z.boolean().optional(),
  at: z.number(),
});

/** An entry, and when this region logged it. */
export interface ArchivedEntry extends LogEntry {
  at: number;
}

/** The folder of a region's log; days are folders in it, by name in order of time. */
export function logPrefix(region: string): string {
  return `log/${region}/`;
}

export function dayPrefix(region: string, day: string): string {
  return `${logPrefix(region)}${day}/`;
}

export const manifestName = 'manifest.json';

// In another thread: the relay of the same process does not wait for it.
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

export async function encodePart(entries: ArchivedEntry[]): Promise<{ part: Part; body: Uint8Array }> {
  const lines = entries.map(({ origin: o, seq: s, hash: h, env, page: p, redacted, at }) =>
    JSON.stringify({ o, s, h, e: Buffer.from(env).toString('base64'), p, r: redacted || undefined, at }),
  );
  const body = await pack(`${lines.join('\n')}\n`);
  const [first, last] = [entries[0]!, entries.at(-1)!];
  const hash = sha256(body);
  // Named by what it holds: a part is never changed in place, so that a crash cannot part it from its manifest.
  const name = `${first.origin}-${String(first.seq).padStart(16, '0')}-${hash.slice(0, 12)}.jsonl.gz`;
  const part = { name, origin: first.origin, first: first.seq, last: last.seq, entries: entries.length };
  return { part: { ...part, bytes: body.length, sha256: hash }, body };
}

/** Throws when it is not what the manifest says: a part is read whole and as it was written, or not at all. */
export async function decodePart(part: Part, body: Uint8Array | undefined): Promise<ArchivedEntry[]> {
  if (!body || sha256(body) !== part.sha256) throw new Error(`${part.name} is ${body ? 'not what was archived' : 'missing'}`);
  const lines = (await unpack(body)).toString().trimEnd().split('\n');
  const entries = lines.map((line) => {
    const { o, s, h, e, p, r, at } = Line.parse(JSON.parse(line));
    return { origin: o, seq: s, hash: h, env: Buffer.from(e, 'base64'), page: p, outbox: null, redacted: r ?? false, at };
  });
  const isWhole = entries.length === part.entries && entries[0]?.seq === part.first && entries.at(-1)?.seq === part.last;
  if (!isWhole) throw new Error(`${part.name} holds ${entries.length} entries; its manifest says ${part.entries}`);
  return entries;
}

export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(manifest));
}

export function decodeManifest(body: Uint8Array): Manifest {
  return Manifest.parse(JSON.parse(new TextDecoder().decode(body)));
}

/** Every object of a day that its manifest does not name: what a crash, or a purge, left behind. */
export function straysOf(manifest: Manifest, prefix: string, keys: string[]): string[] {
  const named = new Set([manifestName, ...manifest.parts.map(({ name }) => name)].map((name) => prefix + name));
  return keys.filter((key) => !named.has(key));
}

export function sha256(body: Uint8Array): string {
  return createHash('sha256').update(body).digest('hex');
}
