import { useConsole } from '../console.ts';
import type { PageRow } from '../state/pages.ts';
import type { Screen } from '../state/place.ts';
import { roleOn, screensOf } from '../state/role.ts';
import { Link } from './link.tsx';

/** The ways to all screens: beside them where there is room, behind a button on a phone. */
export function Nav({ page, isOpen, onLeave }: { page: PageRow; isOpen: boolean; onLeave(): void }) {
  const { places, session, words } = useConsole();
  const { screen } = places.place.value;
  const account = session.account.value;
  const ways = screensOf(account ? roleOn(account, page) : undefined);
  const list = (label: 'page' | 'team', screens: Screen[]) => (
    <div>
      <h2 id={`nav-${label}`}>{words.nav[label]}</h2>
      <ul aria-labelledby={`nav-${label}`}>
        {screens.map((each) => (
          <li key={each}>
            <Link to={{ page: page.id, screen: each }} isCurrent={screen === each}>
              {words.nav[each as keyof typeof words.nav]}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
  return (
    <nav class={isOpen ? 'side open' : 'side'} aria-label={words.nav.label}>
      {list('page', ways.page)}
      {list('team', ways.team)}
      <button class="quiet out" onClick={onLeave}>
        {words.nav.out}
      </button>
    </nav>
  );
}
