import { costOf, inTurns, type Cost } from '../api-bench/cost.ts';
import type { Row } from '../api-bench/run-rows.ts';
import { round } from '../mesh-bench/measure.ts';
import { startExpress, startNginx, type Measured } from './servers.ts';
import { browserHeaders, rawGet, type EdgeWorld } from './world.ts';

// Whoever takes no packed answer: what Express would spend on packing is none of it.
const { 'accept-encoding': _packed, ...plainHeaders } = browserHeaders;

/** What an answer from memory costs the edge, beside others in the same run: nginx with the same bytes in a file, and a route that renders. */
export async function rateRows({ edge, api, place, path }: EdgeWorld, opened: AsyncDisposableStack): Promise<Row[]> {
  const url = edge.url + path;
  const page = await rawGet(url);
  const nginx = await startNginx(opened, page);
  const beside = await rawGet(nginx.url);
  if (!beside.bytes.equals(page.bytes)) throw new Error('nginx does not serve the bytes of the edge');
  const view = await fetch(`${api.url}/v1/pages/${place.page}/view`).then((answer) => answer.text());
  const assets = /href="(\/assets\/[0-9a-f]+)\//.exec((await rawGet(url, {})).bytes.toString())![1]!;
  const express = await startExpress(opened, view, assets);
  const ours: Measured = { url, cpuMs: edge.cpuMs };
  const of = (measured: Measured, headers: Record<string, string>) => (seconds: number) =>
    costOf(measured.cpuMs, measured.url, headers, seconds);
  const row = (what: string, least: number, theirs: Measured, mine: Measured, headers: Record<string, string>): Row => ({
    what,
    demand: `>= ${least}x`,
    isMet: (figure) => figure >= least,
    measure: async () => {
      const [other, own] = await inTurns(of(theirs, headers), of(mine, headers));
      return { figure: other.costMs / own.costMs, told: toldOf(own, other) };
    },
  });
  const summary = { url: `${url}/api/v2/summary.json`, cpuMs: edge.cpuMs };
  return [
    row(
      `page from memory, beside nginx with the same ${page.bytes.byteLength} bytes (${encodingOf(page.headers)})`,
      0.5,
      nginx,
      ours,
      browserHeaders,
    ),
    row('page from memory, beside a bare Express route that renders it each time (not packed)', 5, express, ours, plainHeaders),
    row('summary.json of Statuspage from memory, beside the page', 0.8, ours, summary, browserHeaders),
  ];
}

function encodingOf(headers: [string, string][]): string {
  return headers.find(([name]) => name === 'content-encoding')?.[1] ?? 'not packed';
}

function toldOf(own: Cost, other: Cost): string {
  const each = (cost: Cost) => `${(cost.costMs * 1_000).toFixed(0)} µs`;
  return `${each(own)} of processor beside ${each(other)} (${round(own.perSecond)}/s beside ${round(other.perSecond)}/s)`;
}
