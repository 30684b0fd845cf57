import type { Fact } from '@pharos/resources/fact';
import type { Told } from '@pharos/sse-gateway/client';
import { fill } from '@pharos/core/fill';
import { written } from '../src/render/times.ts';
import type { Words } from '../src/words/words.ts';

/** Whether the page is live, in words; `changedAt` is when it last changed. */
export function stateWords({ state, freshness, at }: Told, changedAt: string, words: Words): { state: string; text: string } {
  const { tag } = words;
  const time = written(new Date(at).toISOString(), { tag }, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const changed = written(changedAt, { tag }, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const isFresh = state === 'live' && freshness !== 'stale';
  const texts: Record<Told['state'], string> = {
    connecting: words.live.connecting,
    live: liveWords(freshness, time, words),
    polling: fill(words.live.polling, { time }),
    offline: fill(words.live.reconnecting, { time: changed }),
    paused: fill(words.live.paused, { time }),
    ended: fill(words.live.asOf, { time }),
  };
  const isApart = freshness?.startsWith('apart@') === true;
  return { state: state !== 'live' ? state : !isFresh ? 'offline' : isApart ? 'apart' : 'live', text: texts[state] };
}

function liveWords(freshness: Told['freshness'], time: string, words: Words): string {
  if (freshness?.startsWith('apart@')) {
    const since = written(freshness.slice('apart@'.length), { tag: words.tag }, { hour: '2-digit', minute: '2-digit' });
    return fill(words.live.apart, { time: since });
  }
  if (freshness === 'stale') return fill(words.live.reconnecting, { time });
  return freshness === 'delayed' ? words.live.delayed : words.live.live;
}

/** What a screen reader says of what happened; nothing of what is no reason to interrupt anybody. */
export function sentences(facts: Fact[], words: Words): string {
  return facts
    .map((fact) => sentence(fact, words))
    .filter(Boolean)
    .join(' ');
}

function sentence(fact: Fact, words: Words): string {
  switch (fact.type) {
    case 'incident-updated':
      return fill(fact.opened ? words.live.opened : words.live.changed, { title: fact.title, status: words.update[fact.status] });
    case 'maintenance-updated':
      return fill(words.live.maintained, { title: fact.title, status: words.update[fact.status] });
    case 'component-changed':
      return `${fact.name}: ${words.component[fact.status]}.`;
    case 'component-removed':
    case 'incident-edited':
    case 'incident-removed':
    case 'incident-restored':
    case 'maintenance-removed':
    case 'page-changed':
      return ''; // seen on the page; not worth an interruption
  }
}
