import { signal, type ReadonlySignal } from '@preact/signals';

/** Of the page first, then of those who work on it. */
export const pageScreens = ['now', 'maintenance', 'components', 'templates', 'metrics', 'subscribers', 'deliveries', 'settings'] as const;
export const teamScreens = ['people', 'keys', 'audit', 'account'] as const;
export type Screen = 'new' | 'incident' | 'start' | (typeof pageScreens)[number] | (typeof teamScreens)[number];

/** Where one is: everything that an address of the console can say. */
export interface Place {
  page: string | undefined;
  screen: Screen;
  /** One of what the screen shows: an incident, a maintenance, a template, a part of the settings. */
  thing?: string | undefined;
}

export interface Places {
  place: ReadonlySignal<Place>;
  go(to: Place): void;
}

const base = '/console/';
const known: ReadonlySet<string> = new Set<Screen>(['new', 'start', ...pageScreens, ...teamScreens]);
const isScreen = (text: string | undefined): text is Screen => text !== undefined && known.has(text);

export function readPlace(path: string): Place {
  const [page, screen, thing] = path.slice(base.length).split('/').filter(Boolean);
  if (page === undefined || page === 'sign-in') return { page: undefined, screen: 'now' };
  if (screen === 'incidents' && thing !== undefined) return { page, screen: 'incident', thing };
  return isScreen(screen) ? { page, screen, ...(thing !== undefined && { thing }) } : { page, screen: 'now' };
}

export function writePlace({ page, screen, thing }: Place): string {
  if (page === undefined) return base;
  if (screen === 'now') return `${base}${page}`;
  const name = screen === 'incident' ? 'incidents' : screen;
  return thing === undefined ? `${base}${page}/${name}` : `${base}${page}/${name}/${thing}`;
}

/** Back and forward of the browser are the way between the places. */
export function createPlaces(window: Window): Places {
  const place = signal(readPlace(window.location.pathname));
  window.addEventListener('popstate', () => {
    place.value = readPlace(window.location.pathname);
  });
  return {
    place,
    go: (to) => {
      const address = writePlace(to);
      if (address !== window.location.pathname) window.history.pushState(null, '', address);
      place.value = to;
      window.scrollTo(0, 0);
    },
  };
}
