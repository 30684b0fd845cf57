import type { Journal } from '../experiment.ts';
import { escaped, plot, type Mark } from './plot.ts';
import type { Series } from './series.ts';

/** A report, whatever it is of: as one page that needs nothing else, to be sent to somebody, or printed. */
export interface Report {
  title: string;
  verdict: string;
  reason: string | undefined;
  facts: [name: string, text: string][];
  /** Heads of the columns, and rows: what was measured beside what was promised. */
  heads: string[];
  answers: { cells: string[]; isKept: boolean }[];
  series: Series[];
  marks: Mark[];
  /** Headings with what stands under them. */
  lists: { title: string; items: string[] }[];
  times: { atMs: number; what: string }[];
}

/** The journal of a drill. */
export function html(journal: Journal): string {
  const { title, verdict, reason, hypothesis, breaks, defence, runbook, startedAt, durationMs, revision, machine, linkMode } = journal;
  return page({
    title,
    verdict,
    reason,
    facts: [
      ['Hypothesis', hypothesis],
      ['Breaks', breaks],
      ['Defence', `${defence.name}, ${defence.isOn ? 'on' : 'off: this run is meant to fail'}`],
      ['Runbook', runbook],
      ['When', `${startedAt}, ${(durationMs / 1_000).toFixed(0)} s, revision ${revision}`],
      ['Machine', machine],
      ['Links', linkMode],
    ],
    heads: ['phase', 'probe', 'measured', 'target'],
    answers: journal.answers.map(({ phase, probe, unit, target, measured, isKept }) => ({
      cells: [phase, probe, `${Math.round(measured * 10) / 10} ${unit}`, target],
      isKept,
    })),
    series: journal.series,
    marks: journal.marks,
    lists: [
      { title: 'Counted by the outside observer', items: Object.entries(journal.counts).map(([name, count]) => `${name}: ${count}`) },
    ],
    times: journal.timeline,
  });
}

export function page({ title, verdict, reason, facts, heads, answers, series, marks, lists, times }: Report): string {
  const rows = answers.map(
    ({ cells, isKept }) =>
      `<tr class="${isKept ? 'kept' : 'broken'}">${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}<td>${isKept ? 'kept' : 'not kept'}</td></tr>`,
  );
  const listed = lists.map(
    (list) => `<h2>${escaped(list.title)}</h2>\n<ul>${list.items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>\n`,
  );
  const happened = times.map(({ atMs, what }) => `<tr><td>${(atMs / 1_000).toFixed(1)} s</td><td>${escaped(what)}</td></tr>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}: ${verdict}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:820px;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;font-size:14px}
td,th{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent);vertical-align:top}
.broken td{font-weight:700}
figure{margin:1rem 0}svg{width:100%;height:auto}
dt{font-weight:600;float:left;clear:left;width:7rem}dd{margin:0 0 0 7.5rem}
.verdict{font-weight:700}
</style>
<h1>${escaped(title)}: <span class="verdict">${verdict}</span></h1>
${reason === undefined ? '' : `<p>Why: ${escaped(reason)}</p>`}
<dl>${facts.map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`).join('')}</dl>
<h2>What was measured, beside what was promised</h2>
<table><thead><tr>${heads.map((head) => `<th>${escaped(head)}</th>`).join('')}<th></th></tr></thead><tbody>${rows.join('')}</tbody></table>
<h2>Second by second</h2>
${series.map((each) => `<figure>${plot(each, marks)}</figure>`).join('\n')}
${listed.join('')}${happened.length === 0 ? '' : `<h2>What happened</h2>\n<table><tbody>${happened.join('')}</tbody></table>\n`}</html>
`;
}
