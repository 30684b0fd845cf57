import type { Journal } from '../experiment.ts';
import { escaped, plot } from './plot.ts';

/** The journal as one page that needs nothing else: to be sent to somebody, or printed. */
export function html(journal: Journal): string {
  const { title, verdict, reason, hypothesis, breaks, defence, runbook, startedAt, durationMs, revision, machine, linkMode } = journal;
  const facts = [
    ['Hypothesis', hypothesis],
    ['Breaks', breaks],
    ['Defence', `${defence.name}, ${defence.isOn ? 'on' : 'off: this run is meant to fail'}`],
    ['Runbook', runbook],
    ['When', `${startedAt}, ${(durationMs / 1_000).toFixed(0)} s, revision ${revision}`],
    ['Machine', machine],
    ['Links', linkMode],
  ];
  const answers = journal.answers.map(
    ({ phase, probe, unit, target, measured, isKept }) =>
      `<tr class="${isKept ? 'kept' : 'broken'}"><td>${phase}</td><td>${escaped(probe)}</td><td>${Math.round(measured * 10) / 10} ${escaped(unit)}</td><td>${escaped(target)}</td><td>${isKept ? 'kept' : 'not kept'}</td></tr>`,
  );
  const times = journal.timeline.map(({ atMs, what }) => `<tr><td>${(atMs / 1_000).toFixed(1)} s</td><td>${escaped(what)}</td></tr>`);
  const counts = Object.entries(journal.counts).map(([name, count]) => `<li>${escaped(name)}: ${count}</li>`);
  const plots = journal.series.map((each) => `<figure>${plot(each, journal.marks)}</figure>`);
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
<dl>${facts.map(([name, text]) => `<dt>${name}</dt><dd>${escaped(text!)}</dd>`).join('')}</dl>
<h2>What was measured, beside what was promised</h2>
<table><thead><tr><th>phase</th><th>probe</th><th>measured</th><th>target</th><th></th></tr></thead><tbody>${answers.join('')}</tbody></table>
<h2>Second by second</h2>
${plots.join('\n')}
<h2>Counted by the outside observer</h2>
<ul>${counts.join('')}</ul>
<h2>What happened</h2>
<table><tbody>${times.join('')}</tbody></table>
</html>
`;
}
