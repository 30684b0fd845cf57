// Five minutes with the product: each step is one button, and says what to look at.
import { el, set } from '../../web/el.js';

export function createTour({ ask, select, tell }) {
  const heading = el('h2', {}, ['Try this']);
  const steps = el('ol', { class: 'tour' });
  const node = el('div', {}, [heading, steps]);
  let isMade = false;
  return {
    node,
    update: (state) => {
      const [first, second = first, third = second] = state.regions.map(({ name }) => name);
      if (!isMade) {
        isMade = true;
        const step = (title, text, button, act) =>
          el('li', {}, [
            el('div', {}, [el('strong', {}, [title]), el('p', {}, [text])]),
            el('button', { type: 'button', onclick: act }, [button]),
          ]);
        steps.append(
          step('Tell the world', `Post in ${first}; see every page change.`, 'Post', () =>
            ask('incident', { region: first }, `an incident update, posted in ${first}`),
          ),
          step(`Cut ${second} off`, 'It goes on serving, and taking writes.', 'Cut', () =>
            ask('isolate', { region: second, cut: 'drop' }, `${second} cut off from all others`),
          ),
          step('Post on both sides', 'Neither waits for the other.', 'Post', async () => {
            await ask('incident', { region: second }, `an update posted in ${second}, on its own`);
            await ask('incident', { region: third }, `an update posted in ${third}, at the same time`);
          }),
          step('Heal it', 'Both keep both; all are told once.', 'Heal', () =>
            ask('isolate', { region: second, cut: 'none' }, `${second} healed`),
          ),
          step('Break a provider', 'An update goes out by SendGrid, some seconds later.', 'Break', async () => {
            await ask('provider', { name: 'ses', fault: 'hang' }, 'Amazon SES never answers');
            await ask('incident', { region: first }, `an update posted in ${first}, while SES is broken`);
          }),
          step('Mend everything', 'Links whole, providers well.', 'Mend', () => mend(state, { ask, tell })),
        );
        node.append(
          el('p', { class: 'hint' }, [
            'Or choose a region or a link on the map. ',
            el('button', { type: 'button', class: 'text', onclick: () => select({ kind: 'region', name: first }) }, [`Look into ${first}`]),
          ]),
          // A lab that was started with --watch keeps journeys.
          ...(state.keepsTraces ? [el('p', { class: 'hint' }, ['Where did it go? ', el('code', {}, ['npm run lab -- trace'])])] : []),
        );
      }
      set(node, {});
    },
  };
}

async function mend(state, { ask, tell }) {
  tell('everything mended', 'did');
  for (const { name } of state.regions) await ask('isolate', { region: name, cut: 'none' });
  for (const { name } of state.providers) await ask('provider', { name, fault: 'ok' });
}
