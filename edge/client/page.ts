import type { Fact } from '@pharos/resources/fact';
import type { View } from '@pharos/resources/view';
import { live, type Told } from '@pharos/sse-gateway/client';
import { morph } from './morph.ts';
import { escape } from '../src/render/html.ts';
import { mainContent, overallWords, titleOfPage } from '../src/render/main.ts';
import { createMarkdown } from '../src/render/markdown.ts';
import { overallOf } from '../src/render/overall.ts';
import { fill } from '../src/render/shown.ts';
import { ago, written } from '../src/render/times.ts';
import type { Words } from '../src/words/words.ts';

// Follows the page it stands on: each new View is rendered as the server would, and put in place of what changed.
interface Start {
  view: View;
  words: Words;
  language: string;
  addresses: string[];
  views: string[];
}
const start = JSON.parse(find('start').textContent) as Start;
const { words, language } = start;
const { tag } = words;
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
// How long ago something was is said anew each half minute.
const agoMs = 30_000;
// The days of components are asked for anew some seconds after one has changed, and not by everybody at once.
const daysMs = 3_000;
let askingDays: ReturnType<typeof setTimeout> | undefined;

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
setInterval(() => tellAgo(document.body), agoMs);

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
    find('live-words').textContent = words.live.failed;
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
  const shown = { view: next, markdown: render, language, words, now: Date.now() };
  made.innerHTML = mainContent(shown).html;
  tellTimes(made);
  morph(main, made, flash);
  const { tone } = overallOf(next);
  document.documentElement.dataset['tone'] = tone;
  document.title = `${overallWords(shown)} · ${titleOfPage(shown)}`;
  document.querySelector('link[rel=icon]:not([data-own])')?.setAttribute('href', new URL(`icon-${tone}.svg`, assets).href);
  const said = facts.map((fact) => sentence(fact)).filter(Boolean);
  if (said.length > 0) find('said').textContent = said.join(' ');
  if (facts.length > 0) askingDays ??= setTimeout(() => void renewDays(), daysMs * (1 + Math.random() * 4));
}

/** What components showed until now, as the server draws it. Where nobody answers, the days stay as they were. */
async function renewDays(): Promise<void> {
  askingDays = undefined;
  try {
    const url = new URL(start.views[0]!.replace('/view.json', '/days.html'), location.href);
    url.searchParams.set('lang', language);
    const answer = await fetch(url);
    if (!answer.ok) return;
    const made = document.createElement('div');
    made.innerHTML = await answer.text();
    for (const days of made.querySelectorAll('[data-kept]')) {
      const shown = document.getElementById(days.id);
      if (shown) morph(shown, days, () => undefined);
    }
  } catch {
    // With the next change.
  }
}

function flash(element: Element): void {
  element.classList.remove('changed');
  requestAnimationFrame(() => element.classList.add('changed'));
}

function tellState({ state, freshness, at }: Told): void {
  if (failures > 0) return;
  const time = written(new Date(at).toISOString(), { tag }, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const isFresh = state === 'live' && freshness !== 'stale';
  const say = (text: string) => fill(text, { time });
  const changed = written(view.at, { tag }, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const told: Record<Told['state'], string> = {
    connecting: words.live.connecting,
    live: freshness === 'delayed' ? words.live.delayed : isFresh ? words.live.live : say(words.live.reconnecting),
    polling: say(words.live.polling),
    offline: fill(words.live.reconnecting, { time: changed }),
    paused: say(words.live.paused),
    ended: say(words.live.asOf),
  };
  find('live').dataset['state'] = state === 'live' && !isFresh ? 'offline' : state;
  find('live-words').textContent = told[state];
  if (isFresh || state === 'polling') document.getElementById('stale')?.remove();
}

/** The visitor's own time, on hover; and how long ago what is new was. */
function tellTimes(within: Element): void {
  for (const time of within.querySelectorAll('time')) {
    const own = written(time.dateTime, { tag }, { dateStyle: 'full', timeStyle: 'short' });
    time.title = fill(words.live.yourTime, { time: own });
  }
  tellAgo(within);
}

function tellAgo(within: Element): void {
  for (const time of within.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    const text = ago(time.dateTime, Date.now(), tag);
    if (time.textContent !== text) time.textContent = text;
  }
}

function sentence(fact: Fact): string {
  switch (fact.type) {
    case 'incident-updated':
      return fill(fact.opened ? words.live.opened : words.live.changed, { title: fact.title, status: words.update[fact.status] });
    case 'maintenance-updated':
      return fill(words.live.maintained, { title: fact.title, status: words.update[fact.status] });
    case 'component-changed':
      return `${fact.name}: ${words.component[fact.status]}.`;
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
