import type { Fact } from '@pharos/resources/fact';
import type { View } from '@pharos/resources/view';
import { live, type Told } from '@pharos/sse-gateway/client';
import { morph } from './morph.ts';
import { createRenewal } from './renew.ts';
import { sentences, stateWords } from './say.ts';
import { createTexts } from './texts.ts';
import { tellAgo, tellTimes } from './times.ts';
import { iconAddress } from '../src/render/icon-address.ts';
import { mainContent, overallWords, titleOfPage } from '../src/render/main.ts';
import { overallOf } from '../src/render/overall.ts';
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
const renew = createRenewal({ view: start.views[0]!, language, onPage: takeOver });
let view = start.view;
// Failures to show what came, in a row: the page must not look live while it is not.
let failures = 0;
let trying: ReturnType<typeof setTimeout> | undefined;
let told: Told | undefined;
const tryAgainMs = 5_000;
// How long ago something was is said anew each half minute.
const agoMs = 30_000;

texts.learn(view, document);
live({
  page: view.page.id,
  ...start,
  onView: (next, change) => {
    view = next;
    if (change) texts.hear(change);
    follow(change?.facts ?? []);
  },
  onState: (next) => tellState((told = next)),
});
tellTimes(document.body, words);
setInterval(() => tellAgo(document.body, words), agoMs);

/** Never fails: what cannot be shown now is tried again, or comes whole with the next View. */
function follow(facts: Fact[]): void {
  try {
    show(facts);
    if (failures === 0) return;
    failures = 0;
    clearTimeout(trying);
    trying = undefined;
    if (told) tellState(told);
  } catch (error) {
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

function show(facts: Fact[]): void {
  const made = document.createElement('main');
  const shown = { view, markdown: texts.markdown, language, words, now: Date.now() };
  made.innerHTML = mainContent(shown).html;
  tellTimes(made, words);
  morph(main, made, flash);
  const { tone } = overallOf(view);
  document.documentElement.dataset['tone'] = tone;
  document.title = `${overallWords(shown)} · ${titleOfPage(shown)}`;
  document.querySelector('link[rel=icon]:not([data-own])')?.setAttribute('href', iconAddress(tone));
  const said = sentences(facts, words);
  if (said) find('said').textContent = said;
  if (facts.length > 0) renew('days');
  // What stands around is the server's to say, and so is a text that came without its HTML.
  if (texts.lacks() || facts.some(({ type }) => type === 'page-changed')) renew('page');
}

/** What only the server makes: texts, and what stands around the middle. */
function takeOver(made: Document): void {
  texts.learn(startOf(made).view, made);
  follow([]);
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
  if (state === 'live' || state === 'polling') document.getElementById('stale')?.remove();
}

function find(id: string): HTMLElement {
  return document.getElementById(id)!;
}
