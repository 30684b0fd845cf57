import type { ComponentStatus, Impact } from '@pharos/core/severity';
import { raw, type Html } from './html.ts';

/** How bad something looks: each has a colour, a sign and a word, so that none of them is needed to understand the others. */
export type Tone = 'good' | 'maintenance' | 'minor' | 'major' | 'critical';

export const componentTone: Record<ComponentStatus, Tone> = {
  operational: 'good',
  under_maintenance: 'maintenance',
  degraded_performance: 'minor',
  partial_outage: 'major',
  major_outage: 'critical',
};

export const impactTone: Record<Impact, Tone> = { none: 'good', minor: 'minor', major: 'major', critical: 'critical' };

const tones: Tone[] = ['good', 'maintenance', 'minor', 'major', 'critical'];

export function worstTone(of: Iterable<Tone>): Tone {
  let worst = 0;
  for (const each of of) worst = Math.max(worst, tones.indexOf(each));
  return tones[worst]!;
}

// A check, a spanner, a bar, a triangle, an octagon: told apart by shape alone.
const paths: Record<Tone, string> = {
  good: '<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="M7.5 12.4l3 3 6-6.4" class="ink"/>',
  maintenance:
    '<rect x="2" y="2" width="20" height="20" rx="6" fill="currentColor"/><path d="M15.8 7.2a3.6 3.6 0 0 0-4.6 4.6l-4 4 1.9 1.9 4-4a3.6 3.6 0 0 0 4.6-4.6l-2.2 2.2-1.9-1.9z" class="ink-fill"/>',
  minor: '<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="M7 12h10" class="ink"/>',
  major:
    '<path d="M12 2.2 23 21.4H1z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path d="M12 9v5.4M12 18v.2" class="ink"/>',
  critical:
    '<path d="M7.9 1.8h8.2l5.9 5.9v8.6l-5.9 5.9H7.9L2 16.3V7.7z" fill="currentColor"/><path d="M8.6 8.6l6.8 6.8m0-6.8l-6.8 6.8" class="ink"/>',
};

export function icon(tone: Tone): Html {
  return raw(`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${paths[tone]}</svg>`);
}
