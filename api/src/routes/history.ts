import { createRoute, z } from '@hono/zod-openapi';
import { daysUntil } from '@pharos/core/calendar';
import { Id } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import { ComponentStatus, Impact } from '@pharos/core/severity';
import { Time } from '@pharos/core/value';
import { readComponentSubject, readDays, readGroupSubject, readSeconds, type Subject } from '@pharos/region/reading/history';
import { observedIn, sumOf, uptimeOf } from '@pharos/resources/history/totals';
import type { Api, Deps } from '../env.ts';
import { json, pageParam, problems } from './shapes.ts';

// A year, and a month to look back from its end: what is kept of changes that people make by hand.
const daysMax = 400;
const daysUsual = 90;
const dayMs = 86_400_000;

const Seconds = z.record(ComponentStatus, z.number().int()).describe('So many seconds of each status');
const Uptime = z.number().nullable().describe('In per cent, never rounded up; null: there is nothing to tell it by');

const UptimeView = z.object({ from: z.string(), to: z.string(), uptime: Uptime, observedSeconds: z.number().int(), seconds: Seconds });
const HistoryView = z.object({
  timeZone: z.string(),
  uptime: Uptime,
  days: z
    .array(
      z.object({
        date: z.string(),
        uptime: Uptime,
        seconds: Seconds,
        incidents: z.array(z.object({ id: z.string(), title: z.string(), impact: Impact })),
      }),
    )
    .describe(
      'Days of the page, the oldest first; those before its history began are left out. A day on which clocks are set is an hour shorter or longer',
    ),
});

const range = z.object({
  from: Time.optional().describe(`ISO 8601 with offset; left out: ${daysUsual} days before the end`),
  to: Time.optional().describe('Left out, or in the future: now'),
});
const lastDays = z.object({ days: z.coerce.number().int().min(1).max(daysMax).default(daysUsual) });

/**
 * What components and groups showed over time: two questions to the database each, whatever the range, and the same answer in
 * every region for what is past.
 */
export function historyRoutes(app: Api, { kit, reads }: Deps): void {
  for (const { kind, many, read } of [
    { kind: 'component', many: 'components', read: readComponentSubject },
    { kind: 'group', many: 'groups', read: readGroupSubject },
  ] as const) {
    const named = kind.charAt(0).toUpperCase() + kind.slice(1);
    const params = pageParam.extend({ [kind]: Id });
    const given = (asked: Record<string, string>) => ({ page: asked['page']!, id: asked[kind]! });
    const found = (subject: Subject | undefined): Subject => {
      if (!subject) throw new Problem('not-found', `there is no such ${kind} on this page`);
      return subject;
    };

    app.openapi(
      createRoute({
        method: 'get',
        path: `/v1/pages/{page}/${many}/{${kind}}/uptime`,
        tags: [many],
        operationId: `get${named}Uptime`,
        summary: `Read the uptime of a ${kind}`,
        request: { params, query: range },
        responses: {
          200: json(UptimeView, `The uptime of the ${kind}: a partial outage counts 30 %, a major one all, as the page says`),
          ...problems,
        },
      }),
      async (c) => {
        const { page, id } = given(c.req.valid('param'));
        const now = kit.clock.now();
        const asked = rangeOf(c.req.valid('query'), now);
        const { subject, seconds } = await reads(async (sql) => {
          const subject = found(await read(sql, page, id));
          return { subject, seconds: (await readSeconds(sql, subject, [asked], now))[0]! };
        });
        const [from, to] = [asked.start, asked.end].map((ms) => new Date(ms).toISOString()) as [string, string];
        return c.json({ from, to, uptime: uptimeOf(seconds, subject.weights), observedSeconds: observedIn(seconds), seconds }, 200);
      },
    );

    app.openapi(
      createRoute({
        method: 'get',
        path: `/v1/pages/{page}/${many}/{${kind}}/history`,
        tags: [many],
        operationId: `get${named}History`,
        summary: `Read what a ${kind} showed, day by day`,
        request: { params, query: lastDays },
        responses: { 200: json(HistoryView, `What the ${kind} showed, day by day`), ...problems },
      }),
      async (c) => {
        const { page, id } = given(c.req.valid('param'));
        const now = kit.clock.now();
        const { days: count } = c.req.valid('query');
        const { subject, days } = await reads(async (sql) => {
          const subject = found(await read(sql, page, id));
          return { subject, days: await readDays(sql, subject, daysUntil(now, count, subject.timeZone), now) };
        });
        const shown = days.filter(({ seconds }) => observedIn(seconds) > 0);
        return c.json(
          {
            timeZone: subject.timeZone,
            uptime: uptimeOf(sumOf(shown.map(({ seconds }) => seconds)), subject.weights),
            days: shown.map((day) => ({ ...day, uptime: uptimeOf(day.seconds, subject.weights) })),
          },
          200,
        );
      },
    );
  }
}

function rangeOf(asked: { from?: string | undefined; to?: string | undefined }, now: number): { start: number; end: number } {
  const end = Math.min(asked.to === undefined ? now : Date.parse(asked.to), now);
  const start = asked.from === undefined ? end - daysUsual * dayMs : Date.parse(asked.from);
  const fault =
    start >= end
      ? 'it must be before the end, which is now at the latest'
      : end - start > daysMax * dayMs
        ? `at most ${daysMax} days`
        : undefined;
  if (fault) throw new Problem('invalid', `from: ${fault}`, { fields: [{ path: 'from', message: fault }] });
  return { start, end };
}
