/** A text with what stands in braces filled in, in one turn: what is filled in is not looked through again. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (brace, name: string) => values[name] ?? brace);
}
