import { z } from 'zod';
import { base64Url, fromBase64Url } from './base64.ts';

/**
 * A version vector: of each origin, the last sequence that is in. Everything up to it is in, nothing after. Where an origin has
 * `wholeSeq` it is retired: it is in whole, and so is every earlier one of its region, which a vector does not name any more.
 */
export const Version = z.record(z.string().regex(/^\d{1,10}$/), z.number().int().positive());
export type Version = z.infer<typeof Version>;

/** The upper bits of an origin are its region's number; below them a later origin of a region has the greater number. */
export const originsPerRegion = 2 ** 26;
export const wholeSeq = Number.MAX_SAFE_INTEGER;

export function regionOfOrigin(origin: number): number {
  return Math.floor(origin / originsPerRegion);
}

// An id longer than this is not one of ours: 60 incarnations of 7 regions fit in well.
const versionTextMax = 4096;

/** `v1.<base64url>` of varint pairs (origin, sequence), origins ascending: the same vector is always the same text. */
export function encodeVersion(version: Version): string {
  const bytes: number[] = [];
  const pairs = Object.entries(version)
    .map(([origin, seq]) => [Number(origin), seq] as const)
    .sort(([a], [b]) => a - b);
  for (const [origin, seq] of pairs) {
    pushVarint(bytes, origin);
    pushVarint(bytes, seq);
  }
  return `v1.${base64Url(bytes)}`;
}

/** The vector behind a text, or undefined when the text is not one of ours. Never throws: ids come from strangers. */
export function decodeVersion(text: string): Version | undefined {
  if (text.length > versionTextMax || !/^v1\.[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const bytes = fromBase64Url(text.slice(3));
  if (!bytes) return undefined;
  const version: Version = {};
  let at = 0;
  let before = -1;
  while (at < bytes.length) {
    const origin = readVarint(bytes, at);
    if (!origin || origin.value > 0xffffffff || origin.value <= before) return undefined;
    const seq = readVarint(bytes, origin.next);
    if (!seq || seq.value < 1) return undefined;
    version[String(origin.value)] = seq.value;
    before = origin.value;
    at = seq.next;
  }
  // One vector has one text: who finds another way to write it would be looked up as somebody new.
  return encodeVersion(version) === text ? version : undefined;
}

/** Does `a` hold everything that `b` holds? */
export function covers(a: Version, b: Version): boolean {
  for (const origin in b) if ((a[origin] ?? 0) < b[origin]! && !isWhole(a, Number(origin))) return false;
  return true;
}

/** How far a vector goes in an origin. */
export function reachedIn(version: Version, origin: number): number {
  return isWhole(version, origin) ? wholeSeq : (version[String(origin)] ?? 0);
}

/** Is the origin retired there: itself, or with a later one of its region? */
export function isWhole(version: Version, origin: number): boolean {
  for (const name in version) if (version[name] === wholeSeq && endsWith(Number(name), origin)) return true;
  return false;
}

/** Without what need not be named: origins that are retired with a later one. */
export function mergeVersions(a: Version, b: Version): Version {
  const merged = { ...a };
  for (const [origin, seq] of Object.entries(b)) merged[origin] = Math.max(merged[origin] ?? 0, seq);
  const whole = wholeOf(merged);
  if (whole.length === 0) return merged;
  const isNamed = (origin: number) => !whole.some((last) => last !== origin && endsWith(last, origin));
  return Object.fromEntries(Object.entries(merged).filter(([origin]) => isNamed(Number(origin))));
}

/** The same version in the words of who knows these to be whole: it need not name what is retired with them. */
export function withWhole(version: Version, whole: number[]): Version {
  const origins = Object.keys(version).map(Number);
  const said = whole.filter((last) => origins.some((origin) => endsWith(last, origin)));
  return said.length === 0 ? version : mergeVersions(version, Object.fromEntries(said.map((last) => [last, wholeSeq])));
}

/** Only what it names by a sequence. */
export function withoutWhole(version: Version): Version {
  return Object.fromEntries(Object.entries(version).filter(([, seq]) => seq !== wholeSeq));
}

/** The retired origins that a vector names: with each of them all earlier ones of its region. */
export function wholeOf(version: Version): number[] {
  const whole: number[] = [];
  for (const name in version) if (version[name] === wholeSeq) whole.push(Number(name));
  return whole;
}

// Is it whole where that one is?
function endsWith(last: number, origin: number): boolean {
  return origin <= last && regionOfOrigin(origin) === regionOfOrigin(last);
}

export function sameVersion(a: Version, b: Version): boolean {
  return covers(a, b) && covers(b, a);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let at = start; at < bytes.length && at < start + 8; at++) {
    const byte = bytes[at]!;
    value += (byte % 128) * scale;
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
    if (byte < 128) return { value, next: at + 1 };
    scale *= 128;
  }
  return undefined;
}
