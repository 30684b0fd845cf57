import autocannon, { type Question, type Turn } from 'autocannon';
import { askPage, askToBeTold, askView, followUp, followUps, openIncident, type Ask } from '../../load/asks.ts';
import type { Settings } from '../../load/settings.ts';
import type { Answered } from './books.ts';
import { groupsOf, type Flow } from './plan.ts';

export interface FlowOptions {
  settings: Settings;
  durationS: number;
  /** Of this run: what it makes has a name of its own. */
  run: string;
  /** Milliseconds of the run. */
  now(): number;
  onAnswer(answer: Answered): void;
  signal: AbortSignal;
}

export interface FlowEnd {
  sent: number;
  /** Asked, and neither answered nor given up when the time was over. */
  underWay: number;
  /** Why it ended before its time. */
  trouble: string | undefined;
}

// k6 would wait a minute; nobody in front of a page does. It is counted as a failure that took so long.
const timeoutS = 10;
// Where a connection is refused, autocannon tries it again at once, without a pause: after so many of a group it has been seen.
const refusedMax = 100;
const lookMs = 200;

interface Context {
  name?: string;
  incident?: string | undefined;
}

/** Asks one kind of question at a fixed rate until its time is over, by connections of autocannon of which each asks once a second. */
export async function runFlow({ what, perSecond }: Flow, options: FlowOptions): Promise<FlowEnd> {
  const ends = await Promise.all(
    groupsOf(perSecond).map((group, at) => runGroup(what, group, { ...options, run: `${options.run}-${at}` })),
  );
  return {
    sent: ends.reduce((sum, { sent }) => sum + sent, 0),
    underWay: ends.reduce((sum, { underWay }) => sum + underWay, 0),
    trouble: ends.find(({ trouble }) => trouble)?.trouble,
  };
}

async function runGroup(
  what: Ask['what'],
  group: { connections: number; startMs: number },
  { settings, durationS, run, now, onAnswer, signal }: FlowOptions,
): Promise<FlowEnd> {
  await pause(group.startMs, signal);
  if (signal.aborted) return { sent: 0, underWay: 0, trouble: undefined };
  let isRight = false;
  let [errors, refused, last] = [0, 0, ''];
  const turns = turnsOf(what, settings, run, (judged) => (isRight = judged));
  const instance = autocannon<Context>({
    url: new URL(turns.first.url).origin,
    connections: group.connections,
    connectionRate: 1,
    duration: durationS,
    timeout: timeoutS,
    sampleInt: lookMs,
    requests: turns.all,
  });
  // It tells a turn its answer first, and then everybody that there was one.
  instance.on('response', (_client, _status, _bytes, tookMs) => onAnswer({ what, atMs: now(), tookMs, isRight }));
  const stop = () => instance.stop();
  instance.on('reqError', (error) => {
    errors++;
    last = error.message;
    if (last === 'request timed out') return onAnswer({ what, atMs: now(), tookMs: timeoutS * 1_000, isRight: false });
    onAnswer({ what, atMs: now(), isRight: false });
    if (++refused === refusedMax) stop();
  });
  signal.addEventListener('abort', stop, { once: true });
  const { requests } = await instance;
  signal.removeEventListener('abort', stop);
  return {
    sent: requests.sent,
    underWay: Math.max(0, requests.sent - requests.total - errors),
    trouble: refused >= refusedMax ? `${what}: given up after ${refused} connections that failed, the last: ${last}` : undefined,
  };
}

/** What a connection asks, turn by turn. */
function turnsOf(
  what: Ask['what'],
  settings: Settings,
  run: string,
  judge: (isRight: boolean) => void,
): { first: Ask; all: Turn<Context>[] } {
  let count = 0;
  const turn = (make: (context: Context) => Ask | undefined, then?: (body: string, context: Context) => void): Turn<Context> => {
    let isRight: Ask['isRight'] = () => false;
    return {
      setupRequest: (question, context) => {
        const ask = make(context);
        if (!ask) return undefined;
        ({ isRight } = ask);
        return asQuestion(question, ask);
      },
      onResponse: (status, body, context) => {
        const isFine = isRight(status, body);
        judge(isFine);
        if (isFine) then?.(body, context);
      },
    };
  };
  switch (what) {
    case 'page':
      return { first: askPage(settings), all: [turn(() => askPage(settings))] };
    case 'view':
      return { first: askView(settings), all: [turn(() => askView(settings))] };
    case 'sign-up':
      return { first: askToBeTold(settings, run), all: [turn(() => askToBeTold(settings, `${run}-${++count}`))] };
    case 'write': {
      const open = turn(
        (context) => openIncident(settings, (context.name = `${run}-${++count}`), Date.now()),
        (body, context) => void (context.incident = (JSON.parse(body) as { id: string }).id),
      );
      const go = followUps.map((status) =>
        turn(({ name, incident }) => (name && incident ? followUp(settings, name, { incident, status, nowMs: Date.now() }) : undefined)),
      );
      return { first: openIncident(settings, run, 0), all: [open, ...go] };
    }
  }
}

function asQuestion(question: Question, { method, url, headers, body }: Ask): Question {
  const { pathname, search } = new URL(url);
  return { ...question, method, path: `${pathname}${search}`, headers, ...(body === null ? {} : { body }) };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    return undefined;
  });
}
