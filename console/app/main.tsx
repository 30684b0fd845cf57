import { computed, effect, signal } from '@preact/signals';
import { render } from 'preact';
import { createApi } from './api/api.ts';
import { findRegions, nameRegions } from './api/find-regions.ts';
import { createRegions } from './api/regions.ts';
import { App } from './app.tsx';
import { ConsoleContext, type Console } from './console.ts';
import { createDrafts } from './state/drafts.ts';
import { enter } from './state/enter.ts';
import { createKeeper } from './state/keeper.ts';
import { createPages } from './state/pages.ts';
import { createPlaces } from './state/place.ts';
import { createPosting } from './state/posting.ts';
import { createRecipientCounts } from './state/recipients.ts';
import { createSession } from './state/session.ts';
import { watchPage, type Watch } from './state/watch.ts';
import { en as words } from './words/en.ts';
import '@pharos/edge/colours.css';
import './style/colours.css';
import './style/frame.css';
import './style/forms.css';
import './style/lists.css';
import './style/nav.css';
import './style/screens.css';
import './style/work.css';

const now = () => Date.now();
const link = new URLSearchParams(location.hash.slice(1)).get('link') ?? undefined;
// It is good once; nobody finds it in the history of this browser.
if (link !== undefined) history.replaceState(null, '', location.pathname);

const session = createSession(sessionStorage);
const doors = await findRegions(fetch.bind(window), location.origin);
void nameRegions(fetch.bind(window), doors);
const regions = createRegions(doors);
const api = createApi({ regions, fetch: fetch.bind(window), session });
const drafts = createDrafts({ storage: localStorage, newKey: () => crypto.randomUUID(), now });
const keeper = createKeeper(localStorage);
const places = createPlaces(window);
const pages = createPages(api);
const watch = signal<Watch | undefined>(undefined);
const clock = signal(now());
const posting = createPosting({
  api,
  drafts,
  watch: () => watch.peek(),
  now,
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  words,
});
const console: Console = {
  api,
  regions,
  session,
  drafts,
  keeper,
  places,
  pages,
  posting,
  watch,
  clock,
  words,
  recipients: createRecipientCounts(api, now),
};

setInterval(() => {
  clock.value = now();
}, 1_000);

// A page that everybody may read says nothing of the session: whether it is over is asked for, and so it is renewed in time.
setInterval(() => {
  if (session.token() !== null) void enter(console).catch(() => undefined); // no region answers: it is asked again
}, 60_000);

// Who it is, and on which page: what is learnt of them each minute takes no screen away under their hands.
const who = computed(() => session.account.value?.person.id);
const where = computed(() => places.place.value.page);
effect(() => {
  const page = where.value;
  if (who.value === undefined || page === undefined) return;
  const watching = watchPage({
    api,
    regions,
    page,
    now,
    isVisible: () => document.visibilityState === 'visible',
    later: (work, ms) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
  watch.value = watching;
  return () => watching.stop();
});

effect(() => {
  const account = session.account.value;
  if (account) void pages.load(account);
});

render(
  <ConsoleContext.Provider value={console}>
    <App link={link} />
  </ConsoleContext.Provider>,
  document.getElementById('console')!,
);
await enter(console);
