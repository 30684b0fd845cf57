// The lab page: draws what /events says, and asks /do for what the buttons say. Parts are made once and then kept up to date,
// so that nothing jumps under a finger.
import { createInspector } from './inspector.js';
import { createLinks } from './links.js';
import { createProviders } from './providers.js';
import { createRegions } from './regions.js';
import { createStory } from './story.js';
import { createVectors } from './vectors.js';
import { verdictOf } from './verdict.js';

const byId = (id) => document.querySelector(`#${id}`);
const troubleMs = 8_000;
let selected = { kind: 'tour' };
let state;
let troubleTimer;

/** Asks the world for something; what it says against it is shown. */
async function ask(verb, words, told) {
  if (told) story.tell(told, 'did');
  try {
    const answer = await fetch(`/do/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(words),
    });
    if (!answer.ok) showTrouble((await answer.json()).detail ?? 'That did not work.');
  } catch {
    showTrouble('The lab does not answer: is it still running?');
  }
}

function showTrouble(text) {
  clearTimeout(troubleTimer);
  byId('trouble').textContent = text;
  byId('trouble').hidden = false;
  troubleTimer = setTimeout(() => (byId('trouble').hidden = true), troubleMs);
}

function select(next) {
  selected = next;
  if (state) draw();
  if (next.kind !== 'tour') byId('inspector').focus({ preventScroll: true });
}

const story = createStory(byId('story'));
const parts = [
  createRegions(byId('regions'), { ask, select }),
  createLinks(byId('wires'), byId('links'), { select }),
  createProviders(byId('providers'), { ask }),
  createVectors(byId('vectors')),
  createInspector(byId('inspector'), { ask, select, tell: story.tell }),
];

function draw() {
  for (const part of parts) part.update(state, selected);
  const { tone, text } = verdictOf(state);
  byId('verdict').dataset.tone = tone;
  if (byId('verdict').textContent !== text) byId('verdict').textContent = text;
  byId('mailbox').href = state.mailboxUrl;
}

function follow() {
  const live = (kind, text) => {
    byId('live').dataset.state = kind;
    byId('live-text').textContent = text;
  };
  const source = new EventSource('/events');
  source.addEventListener('open', () => live('live', 'live'));
  source.addEventListener('error', () => live('lost', 'the lab does not answer'));
  source.addEventListener('message', (event) => {
    const next = JSON.parse(event.data);
    story.compare(state, next);
    state = next;
    draw();
  });
}

follow();
