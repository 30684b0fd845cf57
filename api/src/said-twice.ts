/**
 * The path of a field that this JSON names twice in one object: parsers disagree which of the two holds, and so might whoever
 * looked at the request before us. The text is known to be JSON: only its strings, brackets and colons are looked at.
 */
export function saidTwice(json: string): string | undefined {
  const open: { names: Set<string> | undefined; at: string }[] = [];
  let word = '';
  for (const [token] of json.matchAll(tokens)) {
    const inside = open.at(-1);
    const at = inside?.names === undefined ? '' : word;
    if (token === '{') open.push({ names: new Set(), at });
    else if (token === '[') open.push({ names: undefined, at });
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') word = token;
    else {
      word = JSON.parse(word) as string;
      if (inside?.names?.has(word)) return [...open.flatMap((each) => each.at || []), word].join('.');
      inside?.names?.add(word);
    }
  }
  return undefined;
}

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;
