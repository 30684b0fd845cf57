/** What somebody writes with commas, spaces or new lines between, once each. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}
