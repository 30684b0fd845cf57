// One message, as the person who gets it would see it.
import { el } from '../../web/el.js';

let tab = 'html';

export function detailOf(message, messages, labels) {
  if (message.channel === 'sms') return thread(message, messages, labels);
  return message.channel === 'email' ? email(message, labels) : posted(message);
}

function head(title, rows) {
  const pairs = rows.filter(([, value]) => value).flatMap(([name, value]) => [el('dt', {}, [name]), el('dd', {}, [value])]);
  return el('div', { class: 'head' }, [el('h2', {}, [title]), el('dl', {}, pairs)]);
}

function email(message, labels) {
  const panel = el('div', { class: 'panel', role: 'tabpanel' });
  const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'View' });
  const show = (name) => {
    tab = name;
    for (const each of tabs.children) each.setAttribute('aria-selected', String(each.dataset.tab === name));
    panel.replaceChildren(tabs, views[name](message));
  };
  for (const [name, label] of [
    ['html', 'Mail'],
    ['text', 'Plain text'],
    ['headers', 'Headers'],
  ]) {
    tabs.append(el('button', { type: 'button', role: 'tab', 'data-tab': name, onclick: () => show(name) }, [label]));
  }
  show(tab);
  return el('article', {}, [
    head(message.subject, [
      ['To', message.to],
      ['From', message.from],
      ['By', labels[message.provider]],
      ['At', new Date(message.at).toLocaleString()],
    ]),
    panel,
  ]);
}

const views = {
  // Without any right: no script runs in it, nothing opens from it.
  html: ({ html, subject }) => el('iframe', { sandbox: '', srcdoc: html, title: `The mail: ${subject}` }),
  text: ({ text }) => el('pre', { tabindex: '0' }, [text]),
  headers: ({ headers, id, delivery }) =>
    el('pre', { tabindex: '0' }, [
      [...Object.entries(headers), ['Message', id], ['Delivery', delivery]].map(([name, value]) => `${name}: ${value}`).join('\n'),
    ]),
};

function thread(message, messages, labels) {
  const all = messages.filter((each) => each.channel === 'sms' && each.to === message.to).toReversed();
  const bubbles = all.map((each) =>
    el('figure', {}, [
      el('div', { class: 'bubble' }, [each.text]),
      el('figcaption', {}, [`${new Date(each.at).toLocaleTimeString()} by ${labels[each.provider]}, from ${each.from}`]),
    ]),
  );
  return el('article', {}, [
    head(message.to, [['Text messages', String(all.length)]]),
    el('div', { class: 'thread', role: 'log', 'aria-label': `Text messages to ${message.to}` }, bubbles),
  ]);
}

// Cards of chat services are shown as they were sent: how each looks is the service's own.
function posted(message) {
  const sign = el('span', { class: 'sign', 'data-good': String(message.isSigned) }, [
    message.isSigned ? 'signature holds' : 'signature not verified',
  ]);
  const headers = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`);
  return el('article', {}, [
    head(message.subject, [
      ['To', message.to],
      ['At', new Date(message.at).toLocaleString()],
      ['Signature', message.channel === 'webhook' && sign],
    ]),
    el('pre', { tabindex: '0' }, [`${headers.join('\n')}\n\n${pretty(message.text)}`]),
  ]);
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
