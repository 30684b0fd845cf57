import { signal, type ReadonlySignal } from '@preact/signals';

export type Screen = 'now' | 'new' | 'incident' | 'components';

/** Where one is: everything that an address of the console can say. */
export interface Place {
  page: string | undefined;
  screen: Screen;
  incident: string | undefined;
}

export interface Places {
  place: ReadonlySignal<Place>;
  go(to: Place): void;
}

const base = '/console/';

export function readPlace(path: string): Place {
  const [page, screen, incident] = path.slice(base.length).split('/').filter(Boolean);
  if (page === undefined || page === 'sign-in') return { page: undefined, screen: 'now', incident: undefined };
  if (screen === 'incidents' && incident !== undefined) return { page, screen: 'incident', incident };
  if (screen === 'new' || screen === 'components') return { page, screen, incident: undefined };
  return { page, screen: 'now', incident: undefined };
}

export function writePlace({ page, screen, incident }: Place): string {
  if (page === undefined) return base;
  if (screen === 'incident') return `${base}${page}/incidents/${incident}`;
  return screen === 'now' ? `${base}${page}` : `${base}${page}/${screen}`;
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
