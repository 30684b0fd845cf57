import type { Rule } from './fields.ts';

export type Labels = Readonly<Record<string, string>>;

/** The first rule that fits; undefined: nobody has said what is to become of such an alert, or that nothing is. */
export function ruleFor(rules: readonly Rule[], labels: Labels): Rule | undefined {
  const found = rules.find((rule) => Object.entries(rule.labels).every(([name, pattern]) => fits(pattern, labels[name])));
  return found?.opens === 'nothing' ? undefined : found;
}

/** `*` stands for any characters, everything else for itself. Its time grows with the text alone: senders choose it. */
export function fits(pattern: string, text: string | undefined): boolean {
  if (text === undefined) return false;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
