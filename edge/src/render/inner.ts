import { nameWithLogo } from './brand.ts';
import { html, type Html } from './html.ts';
import { titleOfPage } from './main.ts';
import { overallOf } from './overall.ts';
import { shell } from './shell.ts';
import { fill } from '@pharos/core/fill';
import { spokenLanguage, type Copied } from './shown.ts';
import { writingOf, zoneName } from './times.ts';

export interface Inner {
  assets: string;
  title: string;
  /** Heading of what follows. */
  heading: string;
  /** Kept out of search engines: it says what stands elsewhere, too. */
  isHidden?: boolean;
  canonical?: string | undefined;
  content: Html;
}

/** A document beside a page: its history, one incident, one component. It leads back to where the page stands. */
export function innerDocument(shown: Copied, { assets, title, heading, isHidden = false, canonical, content }: Inner): string {
  const { view, words } = shown;
  const { page } = view;
  return shell({
    title: `${title} · ${titleOfPage(shown)}`,
    description: `${title}. ${titleOfPage(shown)}`,
    tone: overallOf(view).tone,
    assets,
    language: spokenLanguage(shown),
    dir: words.dir,
    page,
    version: view.version,
    head: html`${isHidden && html`<meta name="robots" content="noindex" />`}
    ${canonical !== undefined && html`<link rel="canonical" href="${canonical}" />`}`,
    body: html`<a class="skip" href="#main">${words.page.skip}</a>
      <header class="top">
        ${nameWithLogo(shown)}
        <a class="button" href="/p/${page.id}">${words.past.back}</a>
      </header>
      <main id="main" tabindex="-1">
        <section aria-labelledby="inner-title">
          <h2 id="inner-title" dir="auto">${heading}</h2>
          ${content}
        </section>
        <p class="zone">${fill(words.page.zone, { zone: zoneName(view.at, writingOf(shown)) })}</p>
      </main>
      <footer>
        <nav>
          <a href="/p/${page.id}/history">${words.past.title}</a>
        </nav>
      </footer>`,
  });
}
