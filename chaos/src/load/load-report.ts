import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { page, type Report } from '../report/html.ts';
import type { Series } from '../report/series.ts';
import type { Judged, Verdict } from './verdict.ts';

/** All that is told of a run. */
export interface LoadJournal extends Verdict {
  /** The profile, and how much of it. */
  load: string;
  people: string[];
  world: string;
  startedAt: string;
  ranMs: number;
  isCutShort: boolean;
  revision: string;
  /** Its cores and memory, how busy they were, what the load average was, and how late the generator. */
  machine: string;
  busy: number;
  loadAverage: number;
  lateMs: number;
  answers: Judged[];
  flows: {
    what: string;
    perSecond: number;
    sent: number;
    answers: number;
    failed: number;
    heldBack: number;
    underWay: number;
    p50Ms: number;
    p99Ms: number;
  }[];
  readers?: { wanted: number; lost: number; seen: number; p50Ms: number; p99Ms: number };
  notes: string[];
  series: Series[];
}

// What a number from this generator is, and what it is not.
const honest = [
  'Generator and servers share this machine: what one takes, the other lacks.',
  'Each question is asked at its time as long as its connection, which asks once a second, has had its answer. An answer that takes longer holds others back; each of them is counted with the time that it would have waited, and as dropped. A generator that opens another connection instead (k6) puts more on a server that is slow already.',
  'Connections stay open from the first second to the last: what it costs to make one is not in it. Visitors of real pages bring their own.',
  'Readers are sockets in an epoll loop: of an update that came, the newest in each piece is noted, of every reader.',
];

/** As text, as a page with plots, and as JSON for programs. Answers where the text is. */
export async function writeLoadReport(journal: LoadJournal, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const name = `${journal.startedAt.replaceAll(/[:.]/g, '-')}-load-${journal.load.split(/[ ,]/)[0]}`;
  const path = join(folder, `${name}.md`);
  await writeFile(path, loadMarkdown(journal));
  await writeFile(join(folder, `${name}.html`), page(reportOf(journal)));
  await writeFile(join(folder, `${name}.json`), `${JSON.stringify(journal, null, 2)}\n`);
  return path;
}

export function loadMarkdown(journal: LoadJournal): string {
  const { title, verdict, reason, facts, answers, lists } = reportOf(journal);
  return [
    `# ${title}: ${verdict}`,
    '',
    ...(reason ? [`Why: ${reason}`, ''] : []),
    ...facts.map(([name, text]) => `- ${name}: ${text}`),
    '',
    '| limit | measured | target | |',
    '| --- | --- | --- | --- |',
    ...answers.map(({ cells, isKept }) => `| ${cells.join(' | ')} | ${isKept ? 'kept' : '**not kept**'} |`),
    '',
    ...lists.flatMap((list) => [`${list.title}:`, '', ...list.items.map((item) => `- ${item}`), '']),
  ].join('\n');
}

export function reportOf(journal: LoadJournal): Report {
  const { load, verdict, reason, world, startedAt, ranMs, isCutShort, revision, machine, busy, loadAverage, lateMs } = journal;
  const flows = journal.flows.map(
    ({ what, perSecond, sent, answers, failed, heldBack, underWay, p50Ms, p99Ms }) =>
      `${what}: ${perSecond} a second asked for; ${sent} sent, ${answers} answered, ${failed} of them not rightly, ${heldBack} held back, ${underWay} under way at the end; half within ${p50Ms} ms, 99 of 100 within ${p99Ms} ms`,
  );
  const readers = journal.readers
    ? [
        `readers: ${journal.readers.wanted} streams, ${journal.readers.lost} lost; ${journal.readers.seen} updates seen, half within ${journal.readers.p50Ms} ms, 99 of 100 within ${journal.readers.p99Ms} ms`,
      ]
    : [];
  return {
    title: `Load ${load}`,
    verdict,
    reason,
    facts: [
      ['Against', world],
      ['By', journal.people.join(', ')],
      ['When', `${startedAt}, ${Math.round(ranMs / 1_000)} s${isCutShort ? ', ended before its time' : ''}, revision ${revision}`],
      ['Machine', `${machine}; ${busy} % busy, load average ${loadAverage.toFixed(1)}; it carried the servers and this generator`],
      ['Generator', `autocannon and an epoll loop, ${Math.round(lateMs)} ms late at most, 99 times of 100`],
    ],
    heads: ['limit', 'measured', 'target'],
    answers: journal.answers.map(({ name, measured, unit, target, isKept }) => ({
      cells: [name, Number.isNaN(measured) ? 'nothing' : `${Math.round(measured * 100) / 100} ${unit}`, target],
      isKept,
    })),
    series: journal.series,
    marks: [],
    lists: [
      { title: 'Asked and answered', items: [...flows, ...readers] },
      ...(journal.notes.length > 0 ? [{ title: 'Otherwise than asked for', items: journal.notes }] : []),
      { title: 'What these numbers are', items: honest },
    ],
    times: [],
  };
}
