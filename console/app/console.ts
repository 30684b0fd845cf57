import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from './api/api.ts';
import type { Regions } from './api/regions.ts';
import type { Drafts } from './state/drafts.ts';
import type { Keeper } from './state/keeper.ts';
import type { Pages } from './state/pages.ts';
import type { Places } from './state/place.ts';
import type { Posting } from './state/posting.ts';
import type { RecipientCounts } from './state/recipients.ts';
import type { Session } from './state/session.ts';
import type { Watch } from './state/watch.ts';
import type { Words } from './words/en.ts';

/** What every screen has at hand; made once, in `main.tsx`. */
export interface Console {
  api: Api;
  regions: Regions;
  session: Session;
  drafts: Drafts;
  /** What was begun to fill in, or chosen, in this browser. */
  keeper: Keeper;
  places: Places;
  pages: Pages;
  posting: Posting;
  recipients: RecipientCounts;
  /** Of the page that is open. */
  watch: ReadonlySignal<Watch | undefined>;
  /** Each second another one: for what says how long ago something was. */
  clock: ReadonlySignal<number>;
  words: Words;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const console = useContext(ConsoleContext);
  if (!console) throw new Error('a screen stands outside the console');
  return console;
}
