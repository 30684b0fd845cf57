// One card a region: what its visitors see, how it does, and the three things one does most.
import { el, set } from '../../web/el.js';
import { placeOf } from './place.js';
import { isDown, lacksOf } from './verdict.js';

export function createRegions(root, { ask, select }) {
  const cards = new Map();
  return {
    update: (state, selected) => {
      for (const [index, region] of state.regions.entries()) {
        if (!cards.has(region.name)) {
          const card = createCard(region, { ask, select });
          cards.set(region.name, card);
          root.append(card.node);
        }
        const place = placeOf(index, state.regions.length);
        const card = cards.get(region.name);
        set(card.node, {
          style: `left:${place.x}%;top:${place.y}%`,
          'data-selected': String(selected.kind === 'region' && selected.name === region.name),
        });
        card.update(region, state);
      }
    },
  };
}

function createCard({ name }, { ask, select }) {
  let region;
  let state;
  const title = el('button', { type: 'button', class: 'name', onclick: () => select({ kind: 'region', name }) }, [name]);
  const health = el('span', { class: 'health' });
  const page = el('a', { class: 'status', target: '_blank' }, [el('i', { 'aria-hidden': 'true' }), el('span')]);
  const newest = el('p', { class: 'newest' });
  const parts = el('ul', { class: 'parts', 'aria-label': `Parts of ${name}` });
  const post = el(
    'button',
    { type: 'button', class: 'primary', onclick: () => ask('incident', { region: name }, `an incident update, posted in ${name}`) },
    ['Post incident'],
  );
  const isolate = el('button', { type: 'button', onclick: () => toggleIsolation() });
  const power = el('button', { type: 'button', onclick: () => togglePower() });
  const node = el('article', { class: 'region', 'aria-label': `Region ${name}` }, [
    el('div', { class: 'top' }, [title, health]),
    page,
    newest,
    parts,
    el('div', { class: 'acts' }, [post, isolate, power]),
  ]);

  const isCutOff = () => state.links.filter(({ from, to }) => from === name || to === name).every(({ cut }) => cut !== 'none');
  const toggleIsolation = () =>
    isCutOff()
      ? ask('isolate', { region: name, cut: 'none' }, `${name} healed`)
      : ask('isolate', { region: name, cut: 'drop' }, `${name} cut off from all others`);
  const togglePower = () =>
    isDown(region)
      ? ask('region', { region: name, action: 'start' }, `${name} started`)
      : ask('region', { region: name, action: 'kill' }, `${name} killed`);

  return {
    node,
    update: (nextRegion, nextState) => {
      region = nextRegion;
      state = nextState;
      // Seen from outside: who is cut off does not know what it lacks.
      const [{ count: lacks } = { count: 0 }] = lacksOf(region, state.regions);
      const isUp = region.isAnswering !== false && !isDown(region);
      set(
        health,
        { 'data-tone': isUp ? (lacks > 0 ? 'warn' : 'good') : 'bad' },
        !isUp ? 'down' : lacks > 0 ? `lacks ${lacks}` : 'up to date',
      );
      set(page, {
        href: `${region.urls.page}/${state.demo.slug}`,
        'data-indicator': isUp ? (region.page?.indicator ?? 'unknown') : 'unknown',
      });
      set(page.lastChild, {}, isUp ? (region.page?.description ?? 'no page yet') : 'its database is silent');
      const incident = isUp ? region.page?.newest : undefined;
      set(newest, {}, incident ? `${incident.title}: ${incident.status}` : isUp ? 'no open incident' : ' ');
      showParts(parts, region);
      set(isolate, { 'aria-pressed': String(isCutOff()) }, isCutOff() ? 'Heal' : 'Cut off');
      set(power, {}, isDown(region) ? 'Start' : 'Kill');
      post.disabled = isDown(region);
    },
  };
}

function showParts(list, region) {
  for (const [index, part] of region.parts.entries()) {
    const item = list.children[index] ?? list.appendChild(el('li'));
    set(item, { 'data-state': part.state, title: part.trouble ?? `${part.name} is ${part.state}` }, part.name);
    item.setAttribute('aria-label', `${part.name}: ${part.state}`);
  }
}
