import type { MetricGraph, MetricGraphs } from '@pharos/resources/metric/graph';
import { formatOf } from './formats.ts';
import { html, raw, type Html } from './html.ts';
import { fill } from '@pharos/core/fill';
import type { Copied } from './shown.ts';
import { ago } from './times.ts';

const height = 100;
// So that the line touches neither the name above nor the times below.
const margin = 8;

/** What is measured, as lines of a day. A browser does not know it: what the server drew stays where it is (`data-kept`). */
export function metricGraphs(shown: Copied): Html {
  const { graphs, words } = shown;
  return html`<div id="metrics" data-kept>
    ${
      graphs !== undefined &&
      graphs.items.length > 0 &&
      html`<section aria-labelledby="metrics-title">
        <h2 id="metrics-title">${words.metrics.title}</h2>
        <ul class="card metrics">
          ${graphs.items.map((graph) => graphItem(graph, graphs, shown))}
        </ul>
      </section>`
    }
  </div>`;
}

function graphItem(graph: MetricGraph, { from, to }: MetricGraphs, shown: Copied): Html {
  const { words } = shown;
  const { name, description, values, min, max } = graph;
  const last = values.findLast((value) => value !== null);
  if (last === undefined || last === null || min === null || max === null) {
    return html`<li class="metric">
      <div class="line">${title(name, description)}</div>
      <p class="soft">${words.metrics.nothing}</p>
    </li>`;
  }
  const say = (value: number) => valueIn(value, graph, words.tag);
  const now = formatOf(Intl.RelativeTimeFormat, words.tag, { numeric: 'auto' }).format(0, 'second');
  return html`<li class="metric">
    <div class="line">${title(name, description)} <strong class="number" aria-hidden="true">${say(last)}</strong></div>
    ${drawn(values)}
    <span class="hidden">${fill(words.metrics.legend, { name, last: say(last), least: say(min), most: say(max) })}</span>
    <span class="scale" aria-hidden="true"
      ><span>${ago(from, Date.parse(to), words.tag)}</span><span>${say(min)} – ${say(max)}</span><span>${now}</span></span
    >
  </li>`;
}

function title(name: string, description: string): Html {
  return html`<div class="what">
    <span class="name" dir="auto">${name}</span>${description !== '' && html`<span class="description" dir="auto">${description}</span>`}
  </div>`;
}

function valueIn(value: number, { unit, decimals }: MetricGraph, tag: string): string {
  const number = formatOf(Intl.NumberFormat, tag, { maximumFractionDigits: decimals }).format(value);
  return unit === undefined ? number : `${number} ${unit}`;
}

/** A line for each stretch that was measured without a gap, and the ground below it. */
function drawn(values: MetricGraph['values']): Html {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const placeOf = (value: number) =>
    most === least ? height / 2 : height - margin - ((value - least) / (most - least)) * (height - 2 * margin);
  const stretches: [number, number][][] = [];
  for (const [at, value] of values.entries()) {
    if (value === null) continue;
    const point: [number, number] = [at, Number(placeOf(value).toFixed(1))];
    if (at > 0 && values[at - 1] !== null) stretches.at(-1)!.push(point);
    else stretches.push([point]);
  }
  // One measurement by itself is a dot, which is a line that leads nowhere.
  const line = stretches.map((points) => `M${points.map(([x, y]) => `${x} ${y}`).join('L')}${points.length === 1 ? 'h.5' : ''}`).join('');
  const ground = stretches
    .map((points) => `M${points[0]![0]} ${height}L${points.map(([x, y]) => `${x} ${y}`).join('L')}V${height}Z`)
    .join('');
  return raw(
    `<svg class="graph" viewBox="0 0 ${values.length - 1} ${height}" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path class="ground" d="${ground}"/><path class="measured" d="${line}"/></svg>`,
  );
}
