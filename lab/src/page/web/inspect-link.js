// One link: each direction by itself, because a network can fail in one direction only.
import { el, set } from '../../web/el.js';
import { percent } from './links.js';

const cuts = { none: 'open', drop: 'silent', reset: 'refused' };
// A slider moves in many small steps; the world is asked when it rests.
const restMs = 150;

export function createLinkPanel({ a, b }, { ask, select }) {
  const ways = [createWay(a, b, ask), createWay(b, a, ask)];
  const both = (cut, told) => () => ask('link', { from: a, to: b, both: true, cut }, told);
  const node = el('div', {}, [
    el('div', { class: 'title' }, [
      el('h2', {}, [`${a} ⇄ ${b}`]),
      el('button', { type: 'button', class: 'text', onclick: () => select({ kind: 'tour' }) }, ['Close']),
    ]),
    el('div', { class: 'acts' }, [
      el('button', { type: 'button', class: 'primary', onclick: both('drop', `${a} and ${b} cut apart`) }, ['Cut both ways']),
      el('button', { type: 'button', onclick: both('none', `${a} and ${b} joined again`) }, ['Heal']),
      el(
        'button',
        {
          type: 'button',
          onclick: () =>
            ask('link', { from: a, to: b, both: true, cut: 'none', delayMs: 300, loss: 0.05 }, `a bad line between ${a} and ${b}`),
        },
        ['Bad line'],
      ),
    ]),
    ...ways.map((way) => way.node),
  ]);
  return { node, update: (state) => ways.forEach((way) => way.update(state)) };
}

function createWay(from, to, ask) {
  const told = `${from} → ${to}`;
  const choices = Object.entries(cuts).map(([cut, label]) => {
    const input = el('input', {
      type: 'radio',
      name: `cut-${from}-${to}`,
      value: cut,
      onchange: () => ask('link', { from, to, cut }, `${told}: ${label}`),
    });
    return { input, label: el('label', {}, [input, el('span', {}, [label])]) };
  });
  const delay = createSlider(
    'Delay',
    { min: 0, max: 1000, step: 10 },
    (value) => `${value} ms`,
    (value) => ask('link', { from, to, delayMs: value }, `${told}: ${value} ms`),
  );
  const loss = createSlider('Loss', { min: 0, max: 0.5, step: 0.01 }, percent, (value) =>
    ask('link', { from, to, loss: value }, `${told}: ${percent(value)} lost`),
  );
  return {
    node: el('fieldset', {}, [
      el('legend', {}, [told]),
      el(
        'div',
        { class: 'choices' },
        choices.map(({ label }) => label),
      ),
      delay.node,
      loss.node,
    ]),
    update: (state) => {
      const link = state.links.find((each) => each.from === from && each.to === to);
      if (!link) return;
      for (const { input } of choices) if (document.activeElement !== input) input.checked = input.value === link.cut;
      delay.update(link.delayMs);
      loss.update(link.loss);
    },
  };
}

function createSlider(name, range, show, onRest) {
  let timer;
  const output = el('output');
  const input = el('input', {
    type: 'range',
    ...range,
    oninput: () => {
      set(output, {}, show(Number(input.value)));
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        onRest(Number(input.value));
      }, restMs);
    },
  });
  return {
    node: el('label', { class: 'slider' }, [el('span', {}, [name]), input, output]),
    update: (value) => {
      if (timer !== undefined || document.activeElement === input) return;
      if (Number(input.value) !== value) input.value = String(value);
      set(output, {}, show(value));
    },
  };
}
