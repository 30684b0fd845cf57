// The providers: what each has accepted, and how to make it ill.
import { el, set } from '../../web/el.js';
import { labels } from '../../web/provider-labels.js';

const kinds = {
  ses: 'mail, first',
  sendgrid: 'mail, then',
  twilio: 'SMS, first',
  telnyx: 'SMS, then',
  webhooks: 'a receiver',
  slack: 'chat',
  teams: 'chat',
  discord: 'chat',
  googlechat: 'chat',
  push: 'browsers',
};
const words = {
  ok: 'is well',
  refuse: 'refuses connections',
  hang: 'never answers',
  429: 'says: too fast (429)',
  '5xx': 'says: broken (5xx)',
  'accept-then-cut': 'accepts, then cuts',
};

export function createProviders(root, { ask }) {
  const cards = new Map();
  return {
    update: (state) => {
      for (const provider of state.providers) {
        if (!cards.has(provider.name)) {
          const card = createCard(provider, ask);
          cards.set(provider.name, card);
          root.append(card.node);
        }
        cards.get(provider.name).update(provider);
      }
    },
  };
}

function createCard({ name, faults }, ask) {
  const label = labels[name] ?? name;
  const count = el('b');
  const choice = el(
    'select',
    {
      'aria-label': `How ${label} behaves`,
      onchange: () => ask('provider', { name, fault: choice.value }, `${label} ${words[choice.value] ?? choice.value}`),
    },
    faults.map((fault) => el('option', { value: fault }, [words[fault] ?? fault])),
  );
  const node = el('div', { class: 'provider' }, [
    el('div', {}, [el('strong', {}, [label]), el('small', {}, [kinds[name] ?? ''])]),
    count,
    choice,
  ]);
  return {
    node,
    update: ({ fault, accepted }) => {
      set(count, {}, accepted.toLocaleString());
      set(node, { 'data-ill': String(fault !== 'ok') });
      if (choice.value !== fault && document.activeElement !== choice) choice.value = fault;
    },
  };
}
