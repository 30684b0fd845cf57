import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Journal } from '../experiment.ts';
import { html } from './html.ts';

/** The journal as text, as a page with plots, and as JSON for programs. Answers where the text is. */
export async function writeReport(journal: Journal, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = `${journal.startedAt.replaceAll(/[:.]/g, '-')}-${journal.experiment}${journal.defence.isOn ? '' : '-undefended'}`;
  const path = join(folder, `${name}.md`);
  await writeFile(path, markdown(journal));
  await writeFile(join(folder, `${name}.html`), html(journal));
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(journal, null, 2)}\n`);
  return path;
}

export function markdown(journal: Journal): string {
  const rows = journal.answers.map(
    ({ phase, probe, unit, target, measured, isKept }) =>
      `| ${phase} | ${probe} | ${Math.round(measured * 10) / 10} ${unit} | ${target} | ${isKept ? 'kept' : '**not kept**'} |`,
  );
  const counts = Object.entries(journal.counts).map(([name, count]) => `- ${name}: ${count}`);
  const times = journal.timeline.map(({ atMs, what }) => `| ${(atMs / 1000).toFixed(1)} s | ${what} |`);
  return [
    `# ${journal.title}: ${journal.verdict}`,
    '',
    ...(journal.reason ? [`Why: ${journal.reason}`, ''] : []),
    `- Hypothesis: ${journal.hypothesis}`,
    `- Breaks: ${journal.breaks}`,
    `- Defence: ${journal.defence.name}, ${journal.defence.isOn ? 'on' : '**off**: this run is meant to fail'}`,
    `- Runbook: ${journal.runbook}`,
    `- ${journal.startedAt}, ${(journal.durationMs / 1000).toFixed(0)} s, revision ${journal.revision}, ${journal.machine}`,
    `- Links: ${journal.linkMode}`,
    '',
    '| phase | probe | measured | target | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'Counted by the outside observer:',
    '',
    ...counts,
    '',
    '| time | what |',
    '| --- | --- |',
    ...times,
    '',
  ].join('\n');
}
