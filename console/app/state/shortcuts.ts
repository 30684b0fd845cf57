import type { Screen } from './place.ts';

export type Shortcut =
  | { does: 'begin' }
  | { does: 'back' }
  | { does: 'search' }
  | { does: 'explain' }
  | { does: 'go'; screen: Screen }
  /** The first of two keys. */
  | { does: 'wait' };

/** After `g`. */
export const ways: Record<string, Screen> = {
  n: 'now',
  m: 'maintenance',
  c: 'components',
  t: 'templates',
  s: 'subscribers',
  d: 'deliveries',
  r: 'metrics',
  e: 'settings',
  p: 'people',
  k: 'keys',
  a: 'audit',
  u: 'account',
};

export interface Pressed {
  key: string;
  /** Ctrl, or Cmd. */
  isHeld: boolean;
  isTyping: boolean;
  /** `g` was pressed just before. */
  isSecond: boolean;
  /** Somebody has switched single keys off: a slip of the hand, or a voice that is heard as keys, does nothing then. */
  areKeysOff: boolean;
}

/** What a key asks for; undefined: it is a key like any other. */
export function shortcutOf({ key, isHeld, isTyping, isSecond, areKeysOff }: Pressed): Shortcut | undefined {
  if (isHeld) return key.toLowerCase() === 'k' ? { does: 'search' } : undefined;
  if (isTyping) return undefined;
  if (key === 'Escape') return { does: 'back' };
  if (areKeysOff) return undefined;
  const screen = isSecond && Object.hasOwn(ways, key) ? ways[key] : undefined;
  if (screen) return { does: 'go', screen };
  if (key === 'n') return { does: 'begin' };
  if (key === 'g') return { does: 'wait' };
  if (key === '/') return { does: 'search' };
  return key === '?' ? { does: 'explain' } : undefined;
}
