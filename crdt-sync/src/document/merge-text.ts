import { diffWordsWithSpace } from 'diff';

/** Replace `remove` characters at `at` by `insert`. */
export interface Hunk {
  at: number;
  remove: number;
  insert: string;
}

// Beyond so many changed words the texts have little in common: from the first difference to the last is then one change.
const editsMax = 1_000;

/** What turns one text into the other, in as few and small pieces as words are; in order. */
export function hunksBetween(before: string, after: string): Hunk[] {
  if (before === after) return [];
  const parts = diffWordsWithSpace(before, after, { maxEditLength: editsMax });
  if (!parts) return [wholeHunk(before, after)];
  const hunks: Hunk[] = [];
  let at = 0;
  let isOpen = false;
  for (const { value, added, removed } of parts) {
    if (!added && !removed) {
      at += value.length;
      isOpen = false;
      continue;
    }
    if (!isOpen) hunks.push({ at, remove: 0, insert: '' });
    isOpen = true;
    const hunk = hunks.at(-1)!;
    if (added) hunk.insert += value;
    else {
      hunk.remove += value.length;
      at += value.length;
    }
  }
  return hunks;
}

/**
 * What somebody changed in `base`, as changes to `current`, which others have changed meanwhile: what they wrote stays, what
 * either deleted goes, and what is there already is not written twice. From the last to the first, so that each can be applied
 * as it stands.
 */
export function rebase(base: string, wanted: string, current: string): Hunk[] {
  const theirs = hunksBetween(base, current);
  const isThere = (own: Hunk) => theirs.some(({ at, remove, insert }) => at === own.at && remove === own.remove && insert === own.insert);
  const moved: Hunk[] = [];
  for (const own of hunksBetween(base, wanted)) {
    if (isThere(own)) continue;
    // Of the deleted stretch only what others have left of it, piece by piece; the new text goes before the first.
    const pieces = keptPieces(own.at, own.at + own.remove, theirs);
    moved.push({ at: pieces[0]?.at ?? placeOf(own.at, theirs), remove: pieces[0]?.remove ?? 0, insert: own.insert });
    moved.push(...pieces.slice(1).map((piece) => ({ ...piece, insert: '' })));
  }
  return moved.reverse();
}

// Where a place in the base stands now: behind all that was put before it, or at it.
function placeOf(place: number, theirs: Hunk[]): number {
  let shift = 0;
  for (const { at, remove, insert } of theirs) {
    if (at > place) break;
    const isInside = place < at + remove;
    shift += insert.length - (isInside ? place - at : remove);
  }
  return place + shift;
}

function keptPieces(from: number, to: number, theirs: Hunk[]): { at: number; remove: number }[] {
  const pieces: { at: number; remove: number }[] = [];
  let start = from;
  for (const { at, remove } of theirs) {
    if (at + remove <= start && !(remove === 0 && at === start)) continue;
    if (at >= to) break;
    if (at > start) pieces.push({ at: placeOf(start, theirs), remove: at - start });
    start = Math.max(start, at + remove);
  }
  if (start < to) pieces.push({ at: placeOf(start, theirs), remove: to - start });
  return pieces;
}

function wholeHunk(before: string, after: string): Hunk {
  const most = Math.min(before.length, after.length);
  let at = 0;
  while (at < most && before[at] === after[at]) at++;
  let tail = 0;
  while (tail < most - at && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { at, remove: before.length - at - tail, insert: after.slice(at, after.length - tail) };
}
