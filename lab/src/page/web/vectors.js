// The version vectors as a table: a row a region, a column an origin; what lags behind the furthest is marked.
import { el } from '../../web/el.js';

export function createVectors(root) {
  let before = '';
  return {
    update: (state) => {
      const origins = originsOf(state);
      const rows = state.regions.map((region) => ({
        name: region.name,
        cells: origins.map(({ origin, most }) => cellOf(region, origin, most)),
      }));
      const now = JSON.stringify([origins, rows]);
      if (now === before) return;
      before = now;
      root.replaceChildren(origins.length === 0 ? el('p', { class: 'none' }, ['Nothing was written yet.']) : table(origins, rows));
    },
  };
}

function originsOf({ regions }) {
  const names = Object.assign({}, ...regions.map((region) => region.originsOf ?? {}));
  const most = new Map();
  for (const { vv } of regions)
    for (const [origin, seq] of Object.entries(vv ?? {})) most.set(origin, Math.max(most.get(origin) ?? 0, seq));
  const all = [...most].map(([origin, seq]) => ({ origin, region: names[origin] ?? '?', most: seq }));
  return all.sort((a, b) => order(regions, a) - order(regions, b) || Number(a.origin) - Number(b.origin));
}

function order(regions, { region }) {
  return regions.findIndex(({ name }) => name === region);
}

function cellOf(region, origin, most) {
  if (region.isAnswering === false) return { text: '·', behind: 0 };
  const seq = region.vv?.[origin] ?? 0;
  return { text: seq.toLocaleString(), behind: most - seq };
}

function table(origins, rows) {
  const head = origins.map(({ origin, region }) =>
    el('th', { scope: 'col', title: `Origin ${origin}: one life of the database of ${region}` }, [
      region,
      el('small', {}, [Number(origin).toString(16).padStart(8, '0').slice(0, 4)]),
    ]),
  );
  const body = rows.map(({ name, cells }) =>
    el('tr', {}, [
      el('th', { scope: 'row' }, [name]),
      ...cells.map(({ text, behind }) =>
        el('td', behind > 0 ? { class: 'behind' } : {}, [text, ...(behind > 0 ? [el('small', {}, [`−${behind.toLocaleString()}`])] : [])]),
      ),
    ]),
  );
  return el('table', {}, [el('thead', {}, [el('tr', {}, [el('td'), ...head])]), el('tbody', {}, body)]);
}
