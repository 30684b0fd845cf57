import { morph } from './morph.ts';

export interface RenewOptions {
  /** Where the page's View is to be had: what the server draws of it stands beside. */
  view: string;
  language: string;
  /** The whole page as the server shows it now. */
  onPage(page: Document): void;
}

// Days are asked for some seconds after a component has changed, texts and what stands around sooner; neither by everybody at once.
const wait = { days: 3_000, page: 200 };
const spread = { days: 12_000, page: 2_000 };

/** What a browser does not make by itself is asked of the edge once something has changed. Where nobody answers, it stays as it was until the next change. */
export function createRenewal({ view, language, onPage }: RenewOptions) {
  const asking: Partial<Record<'days' | 'page', ReturnType<typeof setTimeout>>> = {};

  const take = async (what: 'days' | 'page'): Promise<void> => {
    delete asking[what];
    const url = new URL(view.replace('/view.json', what === 'days' ? '/days.html' : ''), location.href);
    url.searchParams.set('lang', language);
    try {
      const answer = await fetch(url, { cache: 'no-cache' });
      if (!answer.ok) return;
      const made = new DOMParser().parseFromString(await answer.text(), 'text/html');
      putDays(made);
      if (what === 'page') onPage(made);
    } catch {
      // With the next change.
    }
  };

  return (what: 'days' | 'page'): void => {
    asking[what] ??= setTimeout(() => void take(what), wait[what] + Math.random() * spread[what]);
  };
}

function putDays(made: Document): void {
  for (const days of made.querySelectorAll('[data-kept]')) {
    const shown = document.getElementById(days.id);
    if (shown) morph(shown, days, () => undefined);
  }
}
