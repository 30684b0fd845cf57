import { Id } from '@pharos/core/id';
import { docName } from '@pharos/resources/kind';
import { isDocKind, type DocKind } from '@pharos/resources/registry';
import { takenKinds, type Said } from '@pharos/resources/brought';
import { z } from 'zod';
import { readBesideLine, type TakenBeside } from './beside-line.ts';

/*
 * A page, or an organisation with all its pages, as a file: lines of JSON. The first says what it is, the last how many documents there
 * are: a file without it was cut off. Between them is a line for each document, with what its fields say and when each was said (the
 * clock and the region of the installation that it is from): the order is theirs. Beside them stand points, people and keys (`beside-line.ts`).
 */

export const Head = z.object({ pharos: z.literal(1), of: z.enum(['page', 'organisation']), id: Id });
export type Head = z.infer<typeof Head>;
export const Tail = z.object({ documents: z.number().int().min(0) });
export const DocumentLine = z.object({
  page: Id.nullable(),
  doc: z.string(),
  fields: z.array(z.tuple([z.string().min(1), z.json(), z.number().int().min(1), z.number().int().min(0)])),
});

export interface TakenDocument {
  page: string | null;
  kind: DocKind;
  name: string;
  said: readonly Said[];
}

/** What a line says; a text: what is wrong with it. */
export function readDocumentLine(line: string): TakenDocument | TakenBeside | string {
  const json = jsonIn(line);
  const beside = readBesideLine(json);
  if (beside !== undefined) return beside;
  const parsed = DocumentLine.safeParse(json);
  if (!parsed.success) return 'is no document';
  const { page, doc, fields } = parsed.data;
  const kind = doc.slice(0, doc.indexOf(':'));
  const name = Id.safeParse(docName(doc));
  if (!isDocKind(kind) || !takenKinds.includes(kind))
    return `is of a kind that is not taken along, or of a later version: ${kind.slice(0, 40)}`;
  if (!name.success) return 'has no id';
  if (kind === 'page' && page !== name.data) return 'is a page below another one';
  if ((kind === 'organisation') !== (page === null)) return 'names no page';
  return { page, kind, name: name.data, said: fields as unknown as Said[] };
}

/** Undefined: it is no JSON, or deeper than anything that we write: whoever looks through that fails half-way down. */
export function jsonIn(text: string): unknown {
  try {
    return isDeep(text) ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

// A field of an object in a list of a field: what we write has five levels.
const depthMax = 32;

function isDeep(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
    if (depth > depthMax) return true;
  }
  return false;
}
