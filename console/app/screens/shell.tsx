import { useEffect } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { Over } from '../parts/over.tsx';
import { PostedBar } from '../parts/posted-bar.tsx';
import { RegionBar } from '../parts/region-bar.tsx';
import type { Screen } from '../state/place.ts';
import { ComponentsScreen } from './components.tsx';
import { IncidentScreen } from './incident.tsx';
import { NewIncidentScreen } from './new-incident.tsx';
import { NowScreen } from './now.tsx';
import { SignInScreen } from './sign-in.tsx';

const screens: Extract<Screen, 'now' | 'components'>[] = ['now', 'components'];

/** What stands around every screen: whose page it is, the ways to its parts, and the truth about regions. */
export function Shell() {
  const { api, pages, places, session, words, watch } = useConsole();
  const { page, screen } = places.place.value;
  const all = pages.all.value;
  const open = all?.find(({ id }) => id === page);
  useShortcuts();
  useEffect(() => {
    // Who has one page works on it.
    if (all && all.length > 0 && !open) places.go({ page: all[0]!.id, screen: 'now', incident: undefined });
  }, [all, open]);
  return (
    <>
      <header>
        <strong>{words.product}</strong>
        {all && all.length > 0 && (
          <select
            aria-label={words.pages.choose}
            value={page ?? ''}
            onChange={(event) => places.go({ page: event.currentTarget.value, screen: 'now', incident: undefined })}
          >
            {all.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
        {open && (
          <nav aria-label={words.nav.label}>
            {screens.map((each) => (
              <a
                key={each}
                href={each === 'now' ? `/console/${page}` : `/console/${page}/${each}`}
                aria-current={screen === each ? 'page' : undefined}
                onClick={(event) => {
                  event.preventDefault();
                  places.go({ page, screen: each, incident: undefined });
                }}
              >
                {words.nav[each]}
              </a>
            ))}
          </nav>
        )}
        <button class="quiet out" onClick={() => void leave()}>
          {words.nav.out}
        </button>
      </header>
      {open && <RegionBar />}
      <PostedBar />
      {all?.length === 0 && (
        <main>
          <p class="empty">{words.pages.none}</p>
        </main>
      )}
      {watch.value?.trouble.value && (
        <p class="wrong" role="alert">
          {watch.value.trouble.value}
        </p>
      )}
      <Current />
      {session.isOver.value && (
        <Over>
          <SignInScreen link={undefined} isAgain />
        </Over>
      )}
    </>
  );

  async function leave() {
    await api.ask('DELETE /v1/session', {}).catch(() => undefined); // here it is gone in any case
    session.leave();
  }
}

function Current() {
  const { watch, places, words } = useConsole();
  const view = watch.value?.view.value;
  const { screen, incident } = places.place.value;
  if (!view) return watch.value ? <p class="loading">{words.loading}</p> : null;
  if (screen === 'new') return <NewIncidentScreen view={view} />;
  if (screen === 'incident') return <IncidentScreen key={incident} view={view} id={incident!} />;
  if (screen === 'components') return <ComponentsScreen view={view} />;
  return <NowScreen view={view} />;
}

/** `n` begins an incident, Escape goes back; not while somebody types. */
function useShortcuts() {
  const { places } = useConsole();
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const { page } = places.place.peek();
      const isTyping = event.target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
      if (page === undefined || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'n') {
        event.preventDefault();
        places.go({ page, screen: 'new', incident: undefined });
      }
      if (event.key === 'Escape') places.go({ page, screen: 'now', incident: undefined });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
}
