import type { Fold, Register } from '@pharos/resources/fold';
import { createHash } from 'node:crypto';

/** A fingerprint of what a document says, the same wherever its fields have the same winners: the measure of convergence. */
export function foldHash(fold: Fold): Uint8Array {
  let text = '';
  for (const name of [...fold.keys()].sort()) text += lineOnce(name, fold.get(name)!);
  return createHash('sha256').update(text).digest().subarray(0, 16);
}

// Most values of a document stay as they are when it is written to.
const lines = new WeakMap<object, { name: string; hlc: number; region: number; line: string }>();

function lineOnce(name: string, register: Register): string {
  const { value, hlc, region } = register;
  if (!value || typeof value !== 'object') return lineOf(name, register);
  const known = lines.get(value);
  if (known?.name === name && known.hlc === hlc && known.region === region) return known.line;
  const line = lineOf(name, register);
  lines.set(value, { name, hlc, region, line });
  return line;
}

function lineOf(name: string, { value, hlc, region }: Register): string {
  return `${JSON.stringify([name, hlc, region])}${canonical(value)}\n`;
}

// Keys in one order: the same value must be the same text in every region.
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value && typeof value === 'object') {
    const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${pairs.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
