// One region: each of its parts, its clock, and its addresses.
import { el, set } from '../../web/el.js';

const actions = {
  running: ['stop', 'kill', 'freeze'],
  frozen: ['thaw', 'kill'],
  stopped: ['start'],
  failed: ['start'],
  starting: [],
  stopping: [],
};
const words = { start: 'started', stop: 'stopped', kill: 'killed', freeze: 'frozen', thaw: 'thawed' };
const clockSteps = [-2_000, 0, 400, 2_000];

export function createRegionPanel({ name }, { ask, select }) {
  const places = el('p', { class: 'places' });
  const rows = el('tbody');
  const facts = el('dl', { class: 'facts' });
  const clock = el(
    'select',
    {
      id: 'clock',
      onchange: () =>
        ask('clock', { region: name, offsetMs: Number(clock.value) }, `the clock of ${name} ${clockWord(Number(clock.value))}`),
    },
    clockSteps.map((ms) => el('option', { value: String(ms) }, [clockWord(ms)])),
  );
  const node = el('div', {}, [
    el('div', { class: 'title' }, [
      el('h2', {}, [`Region ${name}`]),
      el('button', { type: 'button', class: 'text', onclick: () => select({ kind: 'tour' }) }, ['Close']),
    ]),
    places,
    facts,
    el('table', { class: 'parts-table' }, [el('caption', { class: 'hidden' }, [`Parts of ${name}`]), rows]),
    el('label', { class: 'slider' }, [el('span', {}, ['Clock']), clock]),
  ]);
  const made = new Map();
  return {
    node,
    update: (state) => {
      const region = state.regions.find((each) => each.name === name);
      if (!region) return;
      if (places.children.length === 0) {
        for (const [label, href] of [
          ['Page', `${region.urls.page}/${state.demo.slug}`],
          ['API', region.urls.api],
          ['Stream', `${region.urls.gateway}/live/${state.demo.page}`],
        ]) {
          places.append(el('a', { href, target: '_blank' }, [label]), ' ');
        }
      }
      showFacts(facts, region);
      for (const part of region.parts) {
        if (!made.has(part.name)) {
          const row = el('tr', {}, [
            el('th', { scope: 'row' }, [part.name]),
            el('td', { class: 'state' }),
            el('td', { class: 'row-acts' }),
          ]);
          made.set(part.name, row);
          rows.append(row);
        }
        showPart(made.get(part.name), part, state.mode, (action) =>
          ask('part', { region: name, name: part.name, action }, `${part.name} in ${name} ${words[action]}`),
        );
      }
      if (document.activeElement !== clock) clock.value = String(region.clockOffsetMs ?? 0);
    },
  };
}

// What shares its process with others cannot be frozen by itself.
function showPart(row, part, mode, act) {
  set(row.children[1], { 'data-state': part.state, title: part.trouble ?? '' }, part.state);
  if (row.dataset.state === part.state) return;
  row.dataset.state = part.state;
  row.children[2].replaceChildren(
    ...(actions[part.state] ?? [])
      .filter((action) => action !== 'freeze' || mode === 'real' || part.kind === 'server')
      .map((action) => el('button', { type: 'button', 'aria-label': `${action} ${part.name}`, onclick: () => act(action) }, [action])),
  );
}

function showFacts(list, region) {
  const lacks = Object.entries(region.missing ?? {}).filter(([, count]) => count > 0);
  const silent = Object.entries(region.silentMs ?? {}).filter(([, ms]) => ms > 1_000);
  const facts = [
    ['Behind', lacks.length === 0 ? 'nobody' : lacks.map(([peer, count]) => `${peer} by ${count}`).join(', ')],
    [
      'Hears',
      silent.length === 0
        ? 'everybody'
        : `nothing of ${silent.map(([peer, ms]) => `${peer} for ${Math.round(ms / 1000)} s`).join(', of ')}`,
    ],
    ['Outbox', region.outbox === 0 || region.outbox === undefined ? 'empty' : `${region.outbox} waiting`],
    ['Watching', region.readers === undefined ? undefined : `${region.readers} readers`],
  ].filter(([, text]) => text !== undefined);
  const now = JSON.stringify(facts);
  if (list.dataset.now === now) return;
  list.dataset.now = now;
  list.replaceChildren(...facts.flatMap(([term, text]) => [el('dt', {}, [term]), el('dd', {}, [text])]));
}

function clockWord(ms) {
  if (ms === 0) return 'is right';
  return `${Math.abs(ms) / 1000} s ${ms > 0 ? 'ahead' : 'behind'}`;
}
