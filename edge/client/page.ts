import type { Fact } from '@pharos/resources/fact';
import type { View } from '@pharos/resources/view';
import { live, type Told } from '@pharos/sse-gateway/client';
import { morph } from './morph.ts';
import { escape } from '../src/render/html.ts';
import { mainContent, overallTone, overallWords } from '../src/render/main.ts';
import { createMarkdown } from '../src/render/markdown.ts';
import { written } from '../src/render/times.ts';
import { componentWords, updateWords } from '../src/render/words.ts';

// Follows the page it stands on: each new View is rendered as the server would, and put in place of what changed.
const start = JSON.parse(find('start').textContent) as { view: View; addresses: string[]; views: string[] };
const main = find('main');
const assets = new URL('.', import.meta.url);
type Library = { default: Parameters<typeof createMarkdown>[0] };
// The largest file of the page is asked for once everything is on the screen, and is there when the first update comes.
let library = load(0);
let shown = Promise.resolve();
let view = start.view;
// Failures to show what came, in a row: the page must not look live while it is not.
let failures = 0;
let trying: ReturnType<typeof setTimeout> | undefined;
let told: Told | undefined;
const tryAgainMs = 5_000;

live({
  page: view.page.id,
  ...start,
  onView: (next, change) => {
    view = next;
    // One after the other, in the order they came.
    shown = follow(shown, next, change?.facts ?? []);
  },
  onState: (next) => tellState((told = next)),
});
tellTimes(document.body);

/** Never fails: what cannot be shown now is tried again, or comes whole with the next View. */
async function follow(before: Promise<void>, next: View, facts: Fact[]): Promise<void> {
  await before;
  try {
    show(next, await markdown(), facts);
    if (failures > 0) {
      failures = 0;
      clearTimeout(trying);
      trying = undefined;
      if (told) tellState(told);
    }
  } catch (error) {
    console.error('the page could not be brought up to date', error);
    failures += 1;
    find('live').dataset['state'] = 'offline';
    find('live-words').textContent = 'The latest could not be shown: reload the page';
    trying ??= setTimeout(retry, tryAgainMs);
  }
}

function retry(): void {
  trying = undefined;
  shown = follow(shown, view, []);
}

/** Without the library, which a bad line may have kept back, texts are shown as they were typed. */
async function markdown(): Promise<(text: string) => string> {
  try {
    return createMarkdown((await library).default);
  } catch {
    library = load(1);
    library.then(
      () => void (shown = follow(shown, view, [])),
      () => undefined, // the next update asks again
    );
    return (text) => `<p>${escape(text)}</p>`;
  }
}

// A browser remembers that a module failed: another address is another try.
function load(tries: number): Promise<Library> {
  const url = new URL('markdown-it.js', assets);
  if (tries > 0) url.search = String(Date.now());
  return import(url.href) as Promise<Library>;
}

function show(next: View, render: (text: string) => string, facts: Fact[]): void {
  const made = document.createElement('main');
  made.innerHTML = mainContent({ view: next, markdown: render, language: document.documentElement.lang }).html;
  morph(main, made, flash);
  tellTimes(main);
  document.documentElement.dataset['tone'] = overallTone({ view: next });
  document.title = `${overallWords({ view: next })} · ${next.page.name} status`;
  document
    .querySelector('link[rel=icon]:not([data-own])')
    ?.setAttribute('href', new URL(`icon-${overallTone({ view: next })}.svg`, assets).href);
  const said = facts.map((fact) => sentence(fact)).filter(Boolean);
  if (said.length > 0) find('said').textContent = said.join(' ');
}

function flash(element: Element): void {
  element.classList.remove('changed');
  requestAnimationFrame(() => element.classList.add('changed'));
}

function tellState({ state, freshness, at }: Told): void {
  if (failures > 0) return;
  const clock = written(new Date(at).toISOString(), undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const isFresh = state === 'live' && freshness !== 'stale';
  const words: Record<Told['state'], string> = {
    connecting: 'Connecting…',
    live: freshness === 'delayed' ? 'Live, with some delay' : isFresh ? 'Live' : `Reconnecting, as of ${clock}`,
    polling: `Checking every few seconds, as of ${clock}`,
    offline: `Reconnecting, as of ${written(view.at, undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}`,
    paused: `Paused, as of ${clock}`,
    ended: `As of ${clock}`,
  };
  find('live').dataset['state'] = state === 'live' && !isFresh ? 'offline' : state;
  find('live-words').textContent = words[state];
  if (isFresh || state === 'polling') document.getElementById('stale')?.remove();
}

/** The visitor's own time, on hover. */
function tellTimes(within: Element): void {
  for (const time of within.querySelectorAll('time')) {
    const own = written(time.dateTime, undefined, { dateStyle: 'full', timeStyle: 'short' });
    time.title = `${own} your time`;
  }
}

function sentence(fact: Fact): string {
  switch (fact.type) {
    case 'incident-updated':
      return `${fact.opened ? 'New incident' : 'Incident update'}: ${fact.title}. ${updateWords[fact.status]}.`;
    case 'maintenance-updated':
      return `Maintenance: ${fact.title}. ${updateWords[fact.status]}.`;
    case 'component-changed':
      return `${fact.name}: ${componentWords[fact.status].words}.`;
    case 'component-removed':
    case 'incident-edited':
    case 'incident-removed':
    case 'incident-restored':
    case 'maintenance-removed':
    case 'page-changed':
      return ''; // seen on the page; not worth an interruption
  }
}

function find(id: string): HTMLElement {
  return document.getElementById(id)!;
}
