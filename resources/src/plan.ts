import type { BroughtPoints } from './metric/brought.ts';
import type { Fact } from './fact.ts';
import { Problem } from '@pharos/core/problem';
import type { Fold, Json } from './fold.ts';
import type { DocRef } from './kind.ts';

export type DocWrite =
  | { ref: DocRef; fields: Record<string, Json> }
  /** A text: edited while the plan was made, because only the edit shows whether there is anything to write. */
  | { ref: DocRef; text: { state: Uint8Array; delta: Uint8Array } };

/** What a Change will do. No writes: it was done before, and nothing is told again. */
export interface Plan {
  writes: DocWrite[];
  facts: Fact[];
  notify: { update: string; components: string[]; fact: Fact } | null;
  /** What was measured: it goes through the log beside its document, and into no document. */
  points?: { ref: DocRef; points?: (readonly [at: number, value: number])[]; brought?: BroughtPoints };
}
export const alreadyDone: Plan = { writes: [], facts: [], notify: null };

export type FoldOf = (ref: DocRef) => Fold;

/** What somebody did to a text: the whole of it as it should be, or what their own copy of the document made of it. */
export type TextEdit =
  | { text: string; /** The text they had before them; without it, what is here now. */ base?: string | undefined }
  | { delta: Uint8Array };

export interface EditedText {
  state: Uint8Array;
  delta: Uint8Array;
  text: string;
}

/** What a plan may look at: the locked documents, folded; nothing for those that do not exist. */
export interface PlanInput {
  fold: FoldOf;
  /** Undefined: all of that is in the text already. Throws BadDocument for a delta that is not one of this text. */
  editText(ref: DocRef, edit: TextEdit): EditedText | undefined;
  page: { name: string } | undefined;
  now: string;
  region: string;
  lastOrder: string | undefined;
  /** The request may be sent again, under the same name: what it asked is kept. */
  isRepeatable?: boolean;
}

export function notFound(what: string): Problem {
  return new Problem('not-found', `there is no such ${what}`);
}

export function usedId(what: string): Problem {
  return new Problem('conflict', `another request has already made this ${what}, with another content`);
}

export function requirePage(input: PlanInput): { name: string } {
  if (!input.page) throw notFound('page');
  return input.page;
}

/** Only the fields that were given and differ from what is there. */
export function differing(before: object, given: Record<string, Json | undefined>): Record<string, Json> {
  const changed: Record<string, Json> = {};
  for (const [name, value] of Object.entries(given)) {
    const known = (before as Record<string, Json | undefined>)[name];
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(known)) changed[name] = value;
  }
  return changed;
}
