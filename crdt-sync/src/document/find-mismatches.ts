import type { Fold, Json, Register } from '@pharos/resources/fold';
import { requestPrefix } from '@pharos/resources/once';
import { entriesOfDelta } from './read-delta.ts';
import { beats } from './registers.ts';

/** A field that one request wrote in two regions, with another content in each. */
export interface Mismatch {
  field: string;
  here: Register;
  came: Register;
}

// When something was written, and what its writer had seen, differs in every region.
const asWritten = new Set(['at', 'seen', 'asked']);
const timesOfCreation = new Set(['createdAt', 'order']);

/**
 * Things are named by the idempotency key, so that the same request in two regions makes one thing. When both made it and
 * neither had heard of the other, their contents should be the same; where they are not, the requests were not. Looked for in
 * what is written once: a creation, and an update.
 */
export function findMismatches(before: Fold, delta: Uint8Array, region: number): Mismatch[] {
  if (before.size === 0) return [];
  // Most deltas write neither: a look at their bytes is cheaper than reading them.
  const bytes = Buffer.from(delta.buffer, delta.byteOffset, delta.length);
  if (!bytes.includes('createdAt') && !bytes.includes('u/')) return [];
  const came = new Map(entriesOfDelta(delta).map(({ field, hlc, value }) => [field, { value, hlc, region }]));
  return [...updatesTwice(before, came), ...creationTwice(before, came)];
}

/** What a document says once the delta is in it, as far as registers go. */
export function addTo(said: Fold, delta: Uint8Array, region: number): void {
  for (const { field, hlc, value } of entriesOfDelta(delta)) {
    const [known, register] = [said.get(field), { value, hlc, region }];
    if (!known || beats(register, known)) said.set(field, register);
  }
}

function updatesTwice(before: Fold, came: Map<string, Register>): Mismatch[] {
  return [...came].flatMap(([field, register]) => {
    const here = field.startsWith('u/') ? before.get(field) : undefined;
    return here && isAnother(here, register) && !isSameContent(here.value, register.value) ? [{ field, here, came: register }] : [];
  });
}

function creationTwice(before: Fold, came: Map<string, Register>): Mismatch[] {
  const [here, there] = [before.get('createdAt'), came.get('createdAt')];
  if (!here || !there || !isAnother(here, there)) return [];
  return [...came].flatMap(([field, register]) => {
    const own = before.get(field);
    // Only what has stood since the creation: a later edit is another request.
    if (!own || own.hlc !== here.hlc || own.region !== here.region || timesOfCreation.has(field)) return [];
    // An update was looked at already, and what was asked differs where something else does.
    if (field.startsWith('u/') || field.startsWith(`${requestPrefix}/`)) return [];
    // An incident that began when it was created says so in each region.
    if (field === 'startedAt' && own.value === here.value && register.value === there.value) return [];
    return isSameContent(own.value, register.value) ? [] : [{ field, here: own, came: register }];
  });
}

function isAnother(a: Register, b: Register): boolean {
  return a.region !== b.region;
}

/** The same request, whenever and wherever it was written. */
export function isSameContent(a: Json, b: Json): boolean {
  return JSON.stringify(content(a)) === JSON.stringify(content(b));
}

// Fields in one order: an object is written as it was typed.
function content(value: Json): Json {
  if (Array.isArray(value)) return value.map(content);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).filter(([name]) => !asWritten.has(name));
  return pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, content(each)]);
}
