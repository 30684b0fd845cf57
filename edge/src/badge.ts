import { xml } from './feeds/xml.ts';
import type { Tone } from './render/tones.ts';

export interface Badge {
  label: string;
  value: string;
  tone: Tone;
}

// Dark enough for white words on each of them.
const colours: Record<Tone, string> = { good: '#0f7b45', maintenance: '#2450c8', minor: '#8f6200', major: '#b5480b', critical: '#b8232f' };
// A badge stands in a line of text.
const labelMax = 40;
const height = 22;
const padding = 9;

/** A small picture of one state, for a page of somebody else's: it says in words what it shows in colour. */
export function badge({ label, value, tone }: Badge): string {
  const [name, state] = [shortened(label), shortened(value)];
  const [left, right] = [widthOf(name) + padding * 2, widthOf(state) + padding * 2];
  const said = xml(`${name}: ${state}`);
  const text = (content: string, at: number, width: number) =>
    `<text x="${at + padding}" y="15" textLength="${width - padding * 2}" lengthAdjust="spacingAndGlyphs">${xml(content)}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${said}"><title>${said}</title><clipPath id="r"><rect width="${left + right}" height="${height}" rx="5"/></clipPath><g clip-path="url(#r)"><rect width="${left}" height="${height}" fill="#2a313c"/><rect x="${left}" width="${right}" height="${height}" fill="${colours[tone]}"/></g><g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(name, 0, left)}${text(state, left, right)}</g></svg>`;
}

function shortened(text: string): string {
  const chars = Array.from(text.replace(/\s+/g, ' ').trim());
  return chars.length <= labelMax ? chars.join('') : `${chars.slice(0, labelMax - 1).join('')}…`;
}

// About as wide as it is drawn: nobody has the font here, and `textLength` makes up the difference.
function widthOf(text: string): number {
  return Math.ceil(
    Array.from(text).reduce(
      (sum, char) =>
        sum + (/[\u2e80-\uffef]/.test(char) ? 11.5 : /[iljtfr.,:;' |!]/.test(char) ? 4.2 : /[A-ZMWmw%@]/.test(char) ? 8.4 : 6.9),
      0,
    ),
  );
}
