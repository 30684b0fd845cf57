import type { Experiment, Journal } from './experiment.ts';
import type { Summary } from './report/last-results.ts';

export const usage = `Usage: npm run lab -- drill list                      what there is, and how it went last
       npm run lab -- drill recovery                  what is promised when something is lost, beside what was measured last
       npm run lab -- drill losses                    what the loss of each part costs was shown by which run; exit 1 where by none
       npm run lab -- drill <name>... [--undefended]  runs drills, one after the other
       npm run lab -- drill all [--undefended]        runs every one, and sums up
       npm run lab -- drill due                       runs those whose turn it is by chaos/schedule.json: a timer's command
       npm run lab -- drill export <folder>           writes them as experiments of the Chaos Toolkit and manifests of Chaos Mesh

Each runs in a world of its own, with real processes under load in all regions, and writes a report (Markdown, HTML with plots, and JSON).

  --undefended      with its defence switched off: it must then fail
  --runs n          each so many times                             (1)
  --tries n         a run that says nothing, because the machine was busy before anything was
                    broken, is made again, so often in all         (1; at a terminal you are asked)
  --reports folder  where the reports go                           (.pharos/reports)

Exit 0 when every run ended as it should.
`;

/** Every drill: what it breaks, what is promised, and how it went last. */
export function drillTable(experiments: Experiment[], last: Map<string, Summary>): string {
  const rows = experiments.map(({ name, breaks, hypothesis, defence }) => {
    const result = last.get(name);
    const told = result
      ? `${result.verdict}, ${result.startedAt.slice(0, 16).replace('T', ' ')}, ${result.revision}`
      : 'never drilled here';
    return [
      name,
      [
        `breaks    ${breaks}`,
        `promise   ${hypothesis}`,
        `defence   ${defence?.name ?? 'none that can be switched off'}`,
        `last      ${told}`,
      ],
    ] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows
    .map(([name, lines]) => `${lines.map((line, at) => `${(at === 0 ? name : '').padEnd(width)}${line}`).join('\n')}\n`)
    .join('\n');
}

/** One line for each run, and what was not kept below it. */
export function summaryTable(ended: { journal: Journal; isAsItShould: boolean; report: string }[]): string {
  const width = Math.max(5, ...ended.map(({ journal }) => journal.experiment.length)) + 2;
  const lines = ended.flatMap(({ journal, isAsItShould, report }) => [
    `${isAsItShould ? 'as it should' : 'NOT SO      '}  ${journal.experiment.padEnd(width)}${journal.verdict.padEnd(8)} ${(journal.durationMs / 1000).toFixed(0).padStart(3)} s  ${report}`,
    ...(journal.reason === undefined ? [] : [`                ${journal.reason}`]),
    ...journal.answers
      .filter(({ isKept }) => !isKept)
      .map(
        ({ phase, probe, measured, unit, target }) =>
          `                ${phase}: ${probe}: ${Math.round(measured * 10) / 10} ${unit} (${target})`,
      ),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}
