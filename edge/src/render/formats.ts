// To make one takes longer than to write a page's times with it. Languages are twelve, and zones those of pages, some hundred at most.
const made = new Map<string, unknown>();
const madeMax = 3_000;

/** Made once for each language and way of writing. */
export function formatOf<T>(make: new (tag: string, how: object) => T, tag: string, how: object): T {
  const name = `${make.name} ${tag} ${JSON.stringify(how)}`;
  const known = made.get(name);
  if (known !== undefined) return known as T;
  const format = new make(tag, how);
  if (made.size >= madeMax) made.clear();
  made.set(name, format);
  return format;
}
