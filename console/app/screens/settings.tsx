import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Head } from '../parts/head.tsx';
import { Link } from '../parts/link.tsx';
import { useMore } from '../parts/more-words.ts';
import { Access } from '../parts/settings-access.tsx';
import { Brand } from '../parts/settings-brand.tsx';
import { DomainPart } from '../parts/settings-domain.tsx';
import { Features } from '../parts/settings-features.tsx';
import { Channels, General, Languages } from '../parts/settings-plain.tsx';
import type { View } from '../state/watch.ts';
import type { FarGiven } from './far.tsx';

export interface PartGiven {
  view: View;
}

const parts = {
  general: General,
  languages: Languages,
  brand: Brand,
  domain: DomainPart,
  access: Access,
  channels: Channels,
  features: Features,
} satisfies Record<string, ComponentType<PartGiven>>;
type Part = keyof typeof parts;

/** What a page is, in parts: each is saved by itself. */
export function SettingsScreen({ view, thing }: FarGiven) {
  const say = useMore().settings;
  const part: Part = thing !== undefined && Object.hasOwn(parts, thing) ? (thing as Part) : 'general';
  const Shown = parts[part];
  const page = view.page.id;
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone they are longer than the screen.
    tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [part]);
  return (
    <main>
      <Head title={say.title} />
      <nav ref={tabs} class="tabs" aria-label={say.partsLabel}>
        {(Object.keys(parts) as Part[]).map((each) => (
          <Link key={each} to={{ page, screen: 'settings', ...(each !== 'general' && { thing: each }) }} isCurrent={each === part}>
            {say.parts[each]}
          </Link>
        ))}
      </nav>
      <section class="part" aria-label={say.parts[part]}>
        <Shown key={`${page} ${part}`} view={view} />
      </section>
    </main>
  );
}
