/** A text says `{{service}}` where whoever uses it says which. What is no such name (`{{7*7}}`) is text like any other. */
const placeholder = /\{\{\s*([A-Za-z][A-Za-z0-9_]{0,49})\s*\}\}/g;

/** The names in these texts, in the order in which they come. */
export function placeholdersIn(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(placeholder)].map(([, found]) => found!)))];
}

/** The text with its values in it, where there are any. They are data: nothing is looked for in them. */
export function withValues(text: string, values: Record<string, string>): string {
  return text.replaceAll(placeholder, (whole, name: string) => (Object.hasOwn(values, name) ? values[name]! : whole));
}
