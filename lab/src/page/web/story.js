// What happened, newest first: what was done here, and what the world then did.
import { el } from '../../web/el.js';
import { labels } from '../../web/provider-labels.js';
import { lacksOf } from './verdict.js';

const keptMax = 60;

export function createStory(root) {
  let apartSince;
  const tell = (text, kind) => {
    const at = new Date();
    root.prepend(
      el('li', { 'data-kind': kind }, [el('time', { datetime: at.toISOString() }, [at.toLocaleTimeString()]), el('span', {}, [text])]),
    );
    while (root.children.length > keptMax) root.lastChild.remove();
  };
  return {
    tell: (text, kind = 'saw') => tell(text, kind),
    compare: (before, now) => {
      if (!before) return;
      for (const region of now.regions) {
        const old = before.regions.find(({ name }) => name === region.name);
        if (!old) continue;
        for (const part of region.parts) {
          const was = old.parts.find(({ name }) => name === part.name)?.state;
          if (was !== part.state && part.state === 'failed') tell(`${part.name} in ${region.name} failed: ${part.trouble ?? ''}`, 'bad');
        }
        const [shown, showed] = [region.page, old.page];
        if (shown && showed && shownOf(shown) !== shownOf(showed)) {
          const incidents =
            shown.openIncidents === 0
              ? 'no open incident'
              : `${shown.openIncidents} open ${shown.openIncidents === 1 ? 'incident' : 'incidents'}`;
          const newest = shown.newest ? `; ${shown.newest.title}: ${shown.newest.status}` : '';
          tell(`${region.name} shows: ${shown.description}, ${incidents}${newest}`, 'saw');
        }
      }
      for (const provider of now.providers) {
        const more = provider.accepted - (before.providers.find(({ name }) => name === provider.name)?.accepted ?? 0);
        if (more > 0) tell(`${labels[provider.name] ?? provider.name} accepted ${more} ${more === 1 ? 'message' : 'messages'}`, 'saw');
      }
      const isApart = now.regions.some((region) => lacksOf(region, now.regions).length > 0 || region.isAnswering === false);
      if (isApart) apartSince ??= Date.now();
      else if (apartSince) {
        const seconds = (Date.now() - apartSince) / 1000;
        if (seconds >= 1) tell(`all regions are equal again, after ${seconds.toFixed(0)} s apart`, 'good');
        apartSince = undefined;
      }
    },
  };
}

// Of a page, what is worth a line when it changes.
const shownOf = ({ description, openIncidents, newest }) => [description, openIncidents, newest?.title, newest?.status].join('|');
