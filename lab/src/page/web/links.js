// The links as wires with something flowing in each direction, and one button for each pair of regions.
import { el, set, svg } from '../../web/el.js';
import { between, placeOf } from './place.js';
import { isDown, list } from './verdict.js';

// The drawing's own unit; it is stretched to the map. Wires of the two directions run this far beside each other.
const size = { width: 1000, height: 560 };
const asidePx = 11;
// So that even a link without delay shows that it carries.
const travelMs = { least: 900, perDelay: 9 };

export function createLinks(wires, buttons, { select }) {
  set(wires, { viewBox: `0 0 ${size.width} ${size.height}`, preserveAspectRatio: 'none' });
  const drawn = new Map();
  return {
    update: (state, selected) => {
      const names = state.regions.map(({ name }) => name);
      const down = state.regions.filter(isDown).map(({ name }) => name);
      const point = (name) => {
        const place = placeOf(names.indexOf(name), names.length);
        return { x: (place.x * size.width) / 100, y: (place.y * size.height) / 100 };
      };
      for (const link of state.links) {
        drawWire(wires, drawn, { ...link, isDead: down.includes(link.from) || down.includes(link.to) }, point(link.from), point(link.to));
      }
      for (const [a, b] of pairs(names)) {
        const there = state.links.find(({ from, to }) => from === a && to === b);
        const back = state.links.find(({ from, to }) => from === b && to === a);
        if (there && back)
          drawButton(buttons, drawn, {
            there,
            back,
            down: down.filter((name) => name === a || name === b),
            at: between(placeOf(names.indexOf(a), names.length), placeOf(names.indexOf(b), names.length), 0.5, 0),
            selected,
            select,
          });
      }
    },
  };
}

function drawWire(wires, drawn, link, from, to) {
  const key = `${link.from}>${link.to}`;
  let wire = drawn.get(key);
  if (!wire) {
    const line = svg('path', { class: 'wire' });
    const dot = svg('circle', { r: 4.5, class: 'flow' });
    wires.append(line, dot);
    wire = { line, dot };
    drawn.set(key, wire);
  }
  const [start, end] = [between(from, to, 0, asidePx), between(from, to, 1, asidePx)];
  const path = `M${start.x} ${start.y} L${end.x} ${end.y}`;
  const isCut = link.cut !== 'none' || link.isDead;
  set(wire.line, { d: path, 'data-cut': link.cut, 'data-dead': String(link.isDead), 'data-lossy': String(link.loss > 0) });
  const motion = isCut ? '' : `${path}:${link.delayMs}`;
  if (wire.motion === motion) return;
  wire.motion = motion;
  wire.dot.replaceChildren();
  set(wire.dot, { visibility: isCut ? 'hidden' : 'visible' });
  if (isCut) return;
  const dur = `${Math.round(travelMs.least + travelMs.perDelay * link.delayMs)}ms`;
  wire.dot.append(svg('animateMotion', { path, dur, repeatCount: 'indefinite' }));
}

function drawButton(root, drawn, { there, back, down, at, selected, select }) {
  const key = `${there.from}-${there.to}`;
  let button = drawn.get(key);
  if (!button) {
    button = el('button', { type: 'button', class: 'link', onclick: () => select({ kind: 'link', a: there.from, b: there.to }) }, [
      el('em', {}, [`${there.from} ⇄ ${there.to}`]),
      el('b'),
      el('span'),
    ]);
    drawn.set(key, button);
    root.append(button);
  }
  const cuts = [there, back].filter(({ cut }) => cut !== 'none');
  const state = down.length > 0 ? 'dead' : cuts.length === 0 ? 'whole' : cuts.length === 1 ? 'half' : 'cut';
  const what = {
    whole: `${there.delayMs === back.delayMs ? there.delayMs : `${there.delayMs} / ${back.delayMs}`} ms`,
    half: `cut ${cuts[0]?.from} → ${cuts[0]?.to}`,
    cut: 'cut',
    dead: `${list(down)} ${down.length === 1 ? 'is' : 'are'} down`,
  }[state];
  const loss = Math.max(there.loss, back.loss);
  set(button, {
    style: `left:${at.x}%;top:${at.y}%`,
    'data-state': state,
    'data-selected': String(selected.kind === 'link' && selected.a === there.from && selected.b === there.to),
    'aria-label': `Link between ${there.from} and ${there.to}: ${what}`,
  });
  set(button.querySelector('b'), {}, what);
  set(button.lastChild, {}, state === 'whole' && loss > 0 ? `${percent(loss)} lost` : '');
}

export function percent(share) {
  return `${Math.round(share * 1000) / 10} %`;
}

function pairs(names) {
  return names.flatMap((a, index) => names.slice(index + 1).map((b) => [a, b]));
}
