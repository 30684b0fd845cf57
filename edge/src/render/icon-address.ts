import { icon, type Tone } from './tones.ts';

const colours: Record<Tone, string> = { good: '#0f7b45', maintenance: '#2c5fcb', minor: '#b87f00', major: '#d1550f', critical: '#c62431' };

/** The sign of a tone for the browser's tab, as an address that has it whole: nobody asks for it. */
export function iconAddress(tone: Tone): string {
  const svg = icon(tone)
    .html.replace('<svg ', `<svg xmlns="http://www.w3.org/2000/svg" color="${colours[tone]}" `)
    .replaceAll('class="ink"', 'fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"')
    .replaceAll('class="ink-fill"', 'fill="#fff"');
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
