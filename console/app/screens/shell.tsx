import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { Nav } from '../parts/nav.tsx';
import { Over } from '../parts/over.tsx';
import { PostedBar } from '../parts/posted-bar.tsx';
import { RegionBar } from '../parts/region-bar.tsx';
import { useShortcuts } from '../parts/shortcuts.ts';
import { firstRun, isEmpty } from '../state/first-run.ts';
import type { PageRow } from '../state/pages.ts';
import { ComponentsScreen } from './components.tsx';
import { farScreens, fetchAllScreens, isFar, MakePage, Palette, ShortcutList } from './far.tsx';
import { IncidentScreen } from './incident.tsx';
import { NewIncidentScreen } from './new-incident.tsx';
import { NowScreen } from './now.tsx';
import { SignInScreen } from './sign-in.tsx';

// The first screen has the line to itself for so long.
const fetchAfterMs = 4_000;

/** What stands around every screen: whose page it is, the ways to its parts, and the truth about regions. */
export function Shell() {
  const { api, pages, places, session, words, watch } = useConsole();
  const { page, screen, thing } = places.place.value;
  const all = pages.all.value;
  const open = all?.find(({ id }) => id === page);
  const over = useSignal<'search' | 'keys' | undefined>(undefined);
  useShortcuts({
    onSearch: () => {
      over.value = 'search';
    },
    onExplain: () => {
      over.value = 'keys';
    },
  });
  const isMenuOpen = useSignal(false);
  useEffect(() => {
    isMenuOpen.value = false;
  }, [page, screen, thing]);
  // A dialog tells of its end a moment later: by then another one may have been asked for.
  const close = (which: 'search' | 'keys') => {
    if (over.peek() === which) over.value = undefined;
  };
  useEffect(() => {
    // Who has one page works on it.
    if (all && all.length > 0 && !open) places.go({ page: all[0]!.id, screen: 'now' });
  }, [all, open]);
  useEffect(() => {
    const timer = setTimeout(() => void fetchAllScreens(), fetchAfterMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={open ? 'shell' : undefined}>
      <header>
        {open && (
          <button type="button" class="menu" aria-expanded={isMenuOpen.value} onClick={() => void (isMenuOpen.value = !isMenuOpen.value)}>
            ☰ {words.nav.menu}
          </button>
        )}
        <strong>{words.product}</strong>
        {all && all.length > 0 && (
          <select
            aria-label={words.pages.choose}
            value={page ?? ''}
            onChange={(event) => places.go({ page: event.currentTarget.value, screen: 'now' })}
          >
            {all.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {open ? (
          <button
            type="button"
            class="search"
            onClick={() => {
              over.value = 'search';
            }}
          >
            {words.nav.search} <kbd>Ctrl K</kbd>
          </button>
        ) : (
          <button class="quiet out" onClick={() => void leave()}>
            {words.nav.out}
          </button>
        )}
      </header>
      {open && <Nav page={open} isOpen={isMenuOpen.value} onLeave={() => void leave()} />}
      <div class="room">
        {open && <RegionBar />}
        <PostedBar />
        {all?.length === 0 && <MakePage />}
        {watch.value?.trouble.value && (
          <p class="wrong" role="alert">
            {watch.value.trouble.value}
          </p>
        )}
        {open && <Current page={open} />}
      </div>
      {open && over.value === 'search' && <Palette page={open} onClose={() => close('search')} />}
      {over.value === 'keys' && <ShortcutList onClose={() => close('keys')} />}
      {session.isOver.value && (
        <Over>
          <SignInScreen link={undefined} again="over" />
        </Over>
      )}
      {session.isAskedAgain.value && !session.isOver.value && (
        <Over>
          <SignInScreen link={undefined} again="recent" onClose={() => session.askAgain(false)} />
        </Over>
      )}
    </div>
  );

  async function leave() {
    await api.ask('DELETE /v1/session', {}).catch(() => undefined); // here it is gone in any case
    session.leave();
  }
}

function Current({ page }: { page: PageRow }) {
  const { watch, places, keeper, words } = useConsole();
  const view = watch.value?.view.value;
  const { screen, thing } = places.place.value;
  const { at, isLeft } = keeper.of(`start ${page.id}`, firstRun).value;
  if (!view) return watch.value ? <p class="loading">{words.loading}</p> : null;
  // Of a page that says nothing yet, the first steps are what there is to do now.
  const shown = screen === 'now' && (isEmpty(view) || at > 0) && !isLeft ? 'start' : screen;
  if (isFar(shown)) {
    const Far = farScreens[shown];
    return <Far key={shown} view={view} page={page} thing={thing} />;
  }
  if (shown === 'new') return <NewIncidentScreen view={view} />;
  if (shown === 'incident') return <IncidentScreen key={thing} view={view} id={thing!} />;
  if (shown === 'components') return <ComponentsScreen view={view} />;
  return <NowScreen view={view} />;
}
