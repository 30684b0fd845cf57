// What a browser sends has some dozens of characters.
const acceptMax = 500;

/** The one that a visitor chose, else the first of theirs that there is, else the first of all. */
export function chooseLanguage(languages: string[], chosen: string | undefined, accepted: string | undefined): string {
  if (chosen !== undefined && languages.includes(chosen)) return chosen;
  for (const wanted of rangesOf(accepted ?? '')) {
    const found = languages.find((each) => each.toLowerCase() === wanted) ?? languages.find((each) => baseOf(each) === baseOf(wanted));
    if (found !== undefined) return found;
  }
  return languages[0]!;
}

/** Without its script and its region: `pt` of `pt-BR`. */
export function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0]!;
}

/** The best first; of equal ones the first. */
function rangesOf(accepted: string): string[] {
  const ranges = accepted.slice(0, acceptMax).split(',');
  const ranked = ranges.map((range) => {
    const [name = '', ...more] = range.trim().toLowerCase().split(';');
    const quality = /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(more.find((each) => /^\s*q=/.test(each)) ?? '')?.[1];
    return { name: name.trim(), quality: quality === undefined ? 1 : Number(quality) };
  });
  return ranked
    .filter(({ name, quality }) => quality > 0 && /^[a-z]{1,8}(-[a-z0-9]{1,8})*$/.test(name))
    .sort((a, b) => b.quality - a.quality)
    .map(({ name }) => name);
}
