// The whole world in one sentence.

export function verdictOf(state) {
  const down = state.regions.filter((region) => region.isAnswering === false).map(({ name }) => name);
  const up = state.regions.filter((region) => region.isAnswering !== false);
  if (up.length === 0) return { tone: 'bad', text: 'No region answers' };
  const lacking = up.flatMap((region) => lacksOf(region, up));
  const cuts = state.links.filter(({ cut }) => cut !== 'none').length;
  const told = [
    ...(down.length > 0 ? [`${list(down)} ${down.length === 1 ? 'is' : 'are'} down`] : []),
    lacking.length > 0 ? unequal(lacking) : equal(up, state.regions),
    ...(cuts > 0 ? [`${cuts} of ${state.links.length} ways cut`] : []),
  ];
  const tone = down.length > 0 ? 'bad' : lacking.length > 0 || cuts > 0 ? 'warn' : 'good';
  return { tone, text: told.join(' · ') };
}

function unequal(lacking) {
  return `Not equal: ${list(lacking.map(({ name, count }, index) => `${name}${index === 0 ? ' lacks' : ''} ${count}`))}`;
}

function equal(up, all) {
  if (up.length === 1) return `${up[0].name} is alone`;
  return up.length === all.length ? `All ${all.length} regions are equal` : `${list(up.map(({ name }) => name))} are equal`;
}

/** What a region lacks of what any other that answers has. */
export function lacksOf(region, all) {
  const most = {};
  for (const { vv } of all) for (const [origin, seq] of Object.entries(vv ?? {})) most[origin] = Math.max(most[origin] ?? 0, seq);
  const count = Object.entries(most).reduce((sum, [origin, seq]) => sum + seq - (region.vv?.[origin] ?? 0), 0);
  return count > 0 ? [{ name: region.name, count }] : [];
}

/** Nothing of it runs: nobody answers at the other end of its ways. */
export function isDown(region) {
  return region.parts.every(({ state }) => state === 'stopped' || state === 'failed');
}

export function list(words) {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
