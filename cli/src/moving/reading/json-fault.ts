/*
 * Where a text stops being JSON. The parser of the runtime is asked first, and says only of some faults where they are; this one, which is
 * slower and keeps nothing, is asked for the others. Each sign is looked at once.
 */

const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const blank = /[ \t\r\n]*/y;
const [quote, backslash, firstPrinted] = [0x22, 0x5c, 0x20];

/** The place of the first sign that cannot stand where it stands; the length of the text, where it ends too early. */
export function jsonFaultAt(text: string): number {
  let at = 0;
  // What is open, and what may come next in it.
  const open: ('{' | '[')[] = [];
  let next: 'value' | 'value or end' | 'name' | 'name or end' | 'behind' = 'value';
  for (;;) {
    at = endOf(blank, text, at) ?? at;
    const sign = text[at];
    if (next === 'behind') {
      const inside = open.at(-1);
      if (inside === undefined || (sign !== ',' && sign !== closing[inside])) return at;
      at += 1;
      if (sign !== ',') open.pop();
      else next = inside === '{' ? 'name' : 'value';
    } else if (next.endsWith('or end') && sign === closing[open.at(-1)!]) {
      at += 1;
      open.pop();
      next = 'behind';
    } else if (sign === '"') {
      const { end, isWhole } = stringFrom(text, at);
      if (!isWhole) return end;
      at = end;
      if (next === 'value' || next === 'value or end') next = 'behind';
      else {
        at = endOf(blank, text, at) ?? at;
        if (text[at] !== ':') return at;
        at += 1;
        next = 'value';
      }
    } else if (next === 'name' || next === 'name or end') return at;
    else if (sign === '{' || sign === '[') {
      at += 1;
      open.push(sign);
      next = sign === '{' ? 'name or end' : 'value or end';
    } else {
      const end = endOf(literal, text, at);
      if (end === undefined) return at;
      at = end;
      next = 'behind';
    }
  }
}

const closing = { '{': '}', '[': ']' };

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** Where a text that begins here ends; or where it stops being one. */
function stringFrom(text: string, from: number): { end: number; isWhole: boolean } {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return { end: at + 1, isWhole: true };
    const end = code === backslash ? endOf(escape, text, at) : at + 1;
    if (code < firstPrinted || end === undefined) return { end: at, isWhole: false };
    at = end - 1;
  }
  return { end: text.length, isWhole: false };
}
