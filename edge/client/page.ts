import type { Fact } from '@pharos/resources/fact';
import type { View } from '@pharos/resources/view';
import { live, type Told } from '@pharos/sse-gateway/client';
import { putAround } from './around.ts';
import { glide } from './glide.ts';
import { morph } from './morph.ts';
import { createMine } from './mine.ts';
import { createNews } from './news.ts';
import { isAtTop, keepPlace } from './place.ts';
import { createRenewal } from './renew.ts';
import { createSame } from './same.ts';
import { sentences, stateWords } from './say.ts';
import { createTexts } from './texts.ts';
import { createZones, inFull, tellPassing } from './times.ts';
import { iconAddress } from '../src/render/icon-address.ts';
import { mainContent, overallWords, titleOfPage } from '../src/render/main.ts';
import { overallOf } from '../src/render/overall.ts';
import type { Shown } from '../src/render/shown.ts';
import type { Words } from '../src/words/words.ts';

// Follows the page it stands on: each new View is rendered as the server would, and put in place of what changed.
interface Start {
  view: View;
  words: Words;
  language: string;
  addresses: string[];
  views: string[];
}
const start = startOf(document);
const { words, language } = start;
const main = find('main');
const texts = createTexts(language);
const zones = createZones(start.view.page.timeZone, start.view.at, words.tag);
const renew = createRenewal({ view: start.views[0]!, language, onPage: takeOver });
const tellNews = createNews(find('news'));
const same = createSame();
const mine = createMine(start.view.page.id, main, () => follow([]));
let view = start.view;
// What somebody reads does not go elsewhere under their eyes: what was open when they saw it stays there until they look away.
let held = openIn(view);
// Failures to show what came, in a row: the page must not look live while it is not.
let failures = 0;
let trying: ReturnType<typeof setTimeout> | undefined;
let told: Told | undefined;
const tryAgainMs = 5_000;
// How long ago something was is said anew each half minute.
const passingMs = 30_000;
const graphsMs = 300_000;

texts.learn(view, document);
follow([]);
live({
  page: view.page.id,
  ...start,
  onView: (next, change) => {
    held = new Set([...held, ...openIn(view)]);
    view = next;
    if (change) texts.hear(change);
    follow(change?.facts ?? [], true);
  },
  onState: (next) => tellState((told = next)),
});
setInterval(() => tellPassing(main, shownNow()), passingMs);
// What is measured moves on by itself; where nothing is, nobody asks.
setInterval(() => {
  if (!document.hidden && document.querySelector('#metrics section')) renew('days');
}, graphsMs);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) return;
  held = openIn(view);
  follow([]);
});
main.addEventListener('click', ({ target }) => {
  const isTime = target instanceof Element && target.closest('time') && !target.closest('a, summary');
  if (!isTime && !(target instanceof Element && target.closest('[data-zone]'))) return;
  zones.turn();
  follow([]);
});

// Written when somebody points at it: a page may have thousands.
main.addEventListener('pointerover', ({ target }) => {
  const time = target instanceof Element ? target.closest('time') : null;
  if (time) time.title = inFull(time, shownNow(), zones.other());
});

/** Never fails: what cannot be shown now is tried again, or comes whole with the next View. */
function follow(facts: Fact[], isNews = false): void {
  try {
    show(facts, isNews);
    if (failures === 0) return;
    failures = 0;
    clearTimeout(trying);
    trying = undefined;
    if (told) tellState(told);
  } catch (error) {
    same.forget();
    console.error('the page could not be brought up to date', error);
    failures += 1;
    find('live').dataset['state'] = 'offline';
    find('live-words').textContent = words.live.failed;
    trying ??= setTimeout(() => {
      trying = undefined;
      follow([]);
    }, tryAgainMs);
  }
}

function shownNow(): Shown {
  return {
    view,
    markdown: texts.markdown,
    language,
    words,
    now: Date.now(),
    isLive: true,
    held,
    mine: mine(),
    isSame: same.isSame,
    ...zones.shown(),
  };
}

function show(facts: Fact[], isNews: boolean): void {
  const made = document.createElement('main');
  same.begin();
  const shown = shownNow();
  made.innerHTML = mainContent(shown).html;
  tellPassing(made, shown);
  put(made, isNews);
  same.done();
  const { tone } = overallOf(view);
  document.documentElement.dataset['tone'] = tone;
  document.title = `${overallWords(shown)} · ${titleOfPage(shown)}`;
  document.querySelector('link[rel=icon]:not([data-own])')?.setAttribute('href', iconAddress(tone));
  const said = sentences(facts, words);
  if (said) find('said').textContent = said;
  if (!isAtTop()) tellNews(facts);
  if (facts.length > 0) renew('days');
  // What stands around is the server's to say, and so is a text that came without its HTML.
  if (texts.lacks() || facts.some(({ type }) => type === 'page-changed')) renew('page');
}

/** In place of what is there; the visitor stays where they are. */
function put(made: Element, isNews: boolean): void {
  const restore = keepPlace(main);
  const moved = isNews ? glide() : undefined;
  morph(main, made, isNews ? flash : () => undefined);
  restore();
  moved?.();
}

/** What only the server makes: texts, and what stands around the middle. */
function takeOver(made: Document): void {
  texts.learn(startOf(made).view, made);
  putAround(made);
  follow([]);
}

function openIn({ incidents }: View): Set<string> {
  return new Set(incidents.flatMap(({ id, status }) => (status === 'resolved' ? [] : [id])));
}

function startOf(page: Document): Start {
  return JSON.parse(page.getElementById('start')!.textContent) as Start;
}

function flash(element: Element): void {
  element.classList.remove('changed');
  requestAnimationFrame(() => element.classList.add('changed'));
}

function tellState(next: Told): void {
  if (failures > 0) return;
  const { state, text } = stateWords(next, view.at, words);
  find('live').dataset['state'] = state;
  find('live-words').textContent = text;
  if (state === 'live' || state === 'apart' || state === 'polling') document.getElementById('stale')?.remove();
}

function find(id: string): HTMLElement {
  return document.getElementById(id)!;
}
