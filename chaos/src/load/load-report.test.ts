import { expect, it } from 'vitest';
import { page } from '../report/html.ts';
import { loadMarkdown, reportOf, type LoadJournal } from './load-report.ts';

const journal: LoadJournal = {
  load: 'usual, 0.1 of it',
  people: ['visitors', 'readers'],
  verdict: 'invalid',
  reason: 'this machine was <busy>',
  world: 'embedded, us of us, eu',
  startedAt: '2026-01-01T00:00:00.000Z',
  ranMs: 30_400,
  isCutShort: true,
  revision: 'abc',
  machine: '2 cores',
  busy: 97,
  loadAverage: 4.25,
  lateMs: 3.4,
  answers: [
    { name: 'http_req_duration{what:page}, 99 of 100', unit: 'ms', target: 'below 500', measured: 612, isKept: false },
    { name: 'update_seen_ms, 99 of 100', unit: 'ms', target: 'below 1000', measured: Number.NaN, isKept: false },
  ],
  flows: [{ what: 'page', perSecond: 10, sent: 300, answers: 298, failed: 1, heldBack: 2, underWay: 2, p50Ms: 3, p99Ms: 612 }],
  readers: { wanted: 50, lost: 1, seen: 40, p50Ms: 20, p99Ms: 80 },
  notes: ['49 of 50 readers were never let in'],
  series: [
    {
      name: 'Answers',
      unit: 'a second',
      stepS: 5,
      lines: [
        {
          region: 'page',
          points: [
            [0, 10],
            [5, 9],
            [25, 10],
          ],
        },
      ],
    },
  ],
};

it('a report says what was asked and answered, on which machine, and what the numbers are not', () => {
  expect(loadMarkdown(journal)).toMatchInlineSnapshot(`
    "# Load usual, 0.1 of it: invalid

    Why: this machine was <busy>

    - Against: embedded, us of us, eu
    - By: visitors, readers
    - When: 2026-01-01T00:00:00.000Z, 30 s, ended before its time, revision abc
    - Machine: 2 cores; 97 % busy, load average 4.3; it carried the servers and this generator
    - Generator: autocannon and an epoll loop, 3 ms late at most, 99 times of 100

    | limit | measured | target | |
    | --- | --- | --- | --- |
    | http_req_duration{what:page}, 99 of 100 | 612 ms | below 500 | **not kept** |
    | update_seen_ms, 99 of 100 | nothing | below 1000 | **not kept** |

    Asked and answered:

    - page: 10 a second asked for; 300 sent, 298 answered, 1 of them not rightly, 2 held back, 2 under way at the end; half within 3 ms, 99 of 100 within 612 ms
    - readers: 50 streams, 1 lost; 40 updates seen, half within 20 ms, 99 of 100 within 80 ms

    Otherwise than asked for:

    - 49 of 50 readers were never let in

    What these numbers are:

    - Generator and servers share this machine: what one takes, the other lacks.
    - Each question is asked at its time as long as its connection, which asks once a second, has had its answer. An answer that takes longer holds others back; each of them is counted with the time that it would have waited, and as dropped. A generator that opens another connection instead (k6) puts more on a server that is slow already.
    - Connections stay open from the first second to the last: what it costs to make one is not in it. Visitors of real pages bring their own.
    - Readers are sockets in an epoll loop: of an update that came, the newest in each piece is noted, of every reader.
    "
  `);
});

it('the same as a page has its plots, joins what is a step apart, and takes no word for markup', () => {
  const text = page(reportOf(journal));
  expect(text).toContain('aria-label="Answers, a second: page at most 10"');
  expect(text.match(/ d="([^"]*)"/)?.[1]?.match(/[ML]/g)).toEqual(['M', 'L', 'M']);
  expect(text).toContain('this machine was &lt;busy&gt;');
  expect(text).toContain('<tr class="broken"><td>update_seen_ms, 99 of 100</td><td>nothing</td>');
});
