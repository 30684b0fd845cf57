// The mailbox page: asks for what the filters say, and asks again when the stream says that something came.
import { detailOf } from './detail.js';
import { el } from '../../web/el.js';
import { labels } from '../../web/provider-labels.js';

const shownMax = 300;
const byId = (id) => document.querySelector(`#${id}`);
const filter = { provider: '', channel: '', to: '' };
let messages = [];
const seen = new Set();
let chosen;
let isFirst = true;

// As in the style sheet: too narrow for list and message side by side.
const isNarrow = () => window.innerWidth <= 760;

async function load() {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  query.set('limit', String(shownMax));
  const answer = await (await fetch(`/messages?${query}`)).json();
  messages = answer.messages;
  showCounts(answer.counts);
  showList(answer.total);
}

function showCounts(counts) {
  const all = Object.entries(labels);
  byId('providers').replaceChildren(
    ...all.map(([name, label]) =>
      el(
        'button',
        {
          type: 'button',
          class: 'provider',
          style: `--tone:var(--${name})`,
          'aria-pressed': String(filter.provider === name),
          onclick: () => choose(name),
        },
        [el('b', {}, [counts[name].toLocaleString()]), el('span', {}, [label])],
      ),
    ),
  );
}

function choose(name) {
  filter.provider = filter.provider === name ? '' : name;
  void load();
  [...byId('providers').children][Object.keys(labels).indexOf(name)]?.focus();
}

const keyOf = (message) => `${message.provider}:${message.id}:${message.to}:${message.at}`;

function showList(total) {
  const isFiltered = Object.values(filter).some(Boolean);
  byId('total').textContent =
    total === 0
      ? 'No messages'
      : `${total.toLocaleString()} ${total === 1 ? 'message' : 'messages'}${total > messages.length ? `, the newest ${messages.length} shown` : ''}`;
  const focused = document.activeElement?.dataset?.key;
  byId('list').replaceChildren(...(messages.length ? messages.map(item) : [el('li', {}, [nothing(isFiltered)])]));
  if (focused) [...document.querySelectorAll('.item')].find((each) => each.dataset.key === focused)?.focus();
  for (const message of messages) seen.add(keyOf(message));
  isFirst = false;
  const still = chosen && messages.find((message) => keyOf(message) === keyOf(chosen));
  document.body.classList.toggle('bare', messages.length === 0);
  if (!still) open(isNarrow() ? undefined : messages[0]);
  else if (still.channel === 'sms') open(still);
}

function item(message) {
  const key = keyOf(message);
  const what = message.channel === 'email' ? message.subject : message.channel === 'sms' ? message.text : message.subject;
  const isNew = !isFirst && !seen.has(key);
  return el('li', {}, [
    el(
      'button',
      {
        type: 'button',
        class: isNew ? 'item new' : 'item',
        'data-key': key,
        'aria-current': String(chosen !== undefined && keyOf(chosen) === key),
        onclick: () => read(message),
      },
      [
        el('strong', {}, [/^https?:/.test(message.to) ? new URL(message.to).pathname : message.to]),
        el('time', { datetime: message.at }, [new Date(message.at).toLocaleTimeString()]),
        el('span', { class: 'what' }, [what]),
        el('span', { class: 'tag', style: `--tone:var(--${message.provider})` }, [labels[message.provider]]),
      ],
    ),
  ]);
}

function read(message) {
  open(message);
  if (!isNarrow()) return;
  document.body.classList.add('reading');
  byId('detail').focus();
}

function open(message) {
  chosen = message;
  for (const each of document.querySelectorAll('.item'))
    each.setAttribute('aria-current', String(message !== undefined && each.dataset.key === keyOf(message)));
  const back = el('button', { type: 'button', class: 'back', onclick: () => document.body.classList.remove('reading') }, [
    '← All messages',
  ]);
  byId('detail').replaceChildren(back, message ? detailOf(message, messages, labels) : '');
  if (!message) document.body.classList.remove('reading');
}

function nothing(isFiltered) {
  const box = el('div', { class: 'empty' }, []);
  box.innerHTML =
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true"><path d="M3 13.5 5.6 5h12.8L21 13.5V19H3z"/><path d="M3 13.5h5.2a3.8 3.8 0 0 0 7.6 0H21"/></svg>';
  box.append(
    el('b', {}, [isFiltered ? 'Nothing like that' : 'Nothing has come yet']),
    el('p', {}, [isFiltered ? 'No message fits these filters.' : 'Post an incident, and what subscribers get appears here by itself.']),
  );
  return box;
}

function follow() {
  const tell = (state, text) => {
    byId('live').dataset.state = state;
    byId('live-text').textContent = text;
  };
  const source = new EventSource('/events');
  source.addEventListener('open', () => tell('live', 'live'));
  source.addEventListener('error', () => tell('lost', 'the lab does not answer'));
  source.addEventListener('message', () => void load());
}

// The arrow keys walk through the list, as in any mail program.
byId('list').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...document.querySelectorAll('.item')];
  const next = items[items.indexOf(document.activeElement) + step];
  next?.focus();
  const message = messages.find((each) => keyOf(each) === next?.dataset.key);
  if (message && !isNarrow()) open(message);
});
byId('filters').addEventListener('submit', (event) => event.preventDefault());
byId('filters').addEventListener('input', () => {
  filter.channel = new FormData(byId('filters')).get('channel') ?? '';
  filter.to = byId('to').value.trim();
  void load();
});
byId('clear').addEventListener('click', () => void fetch('/clear', { method: 'POST' }));
follow();
