import { caseOf, chanceOf, type Case, type Known } from './cases.ts';
import { operationsOf, type Operation } from './document.ts';

export interface Fuzzed {
  cases: number;
  /** How many answers had which status. */
  statuses: Record<number, number>;
  /** What should not have been, with what was asked. */
  faults: string[];
}

export interface FuzzOptions {
  document: { paths: unknown };
  /** Asks the API, in this process. */
  ask(request: Request): Promise<Response>;
  /** A key that may do everything. */
  admin: string;
  /** What is there to begin with. */
  known: Record<string, string>;
  seed: number;
  /** Ends after so many cases, or so long. */
  casesMax: number;
  msMax: number;
  onProgress?(done: number): void;
}

// What waits for the database while others do; all of it is about one page, whose writes go one behind the other.
const atOnce = 8;
// Who is told to come again because others change the same thing does so; that is no fault unless it goes on.
const triesMax = 4;
// No request of the API takes longer: that is its own limit.
const hangMs = 8_000;
// More of them say nothing new.
const faultsMax = 20;

/**
 * Asks every route in turn whatever it can be asked, and looks at each answer: no failure of ours, no hang, and nothing that
 * the description does not say. What was made is used by those who come later.
 */
export async function fuzzApi({ document, ask, admin, known, seed, casesMax, msMax, onProgress }: FuzzOptions): Promise<Fuzzed> {
  const operations = operationsOf(document);
  const chance = chanceOf(seed);
  const things: Known = new Map(Object.entries(known).map(([name, id]) => [name, [id]]));
  const fuzzed: Fuzzed = { cases: 0, statuses: {}, faults: [] };
  const until = performance.now() + msMax;
  const isOver = () => fuzzed.cases >= casesMax || performance.now() > until || fuzzed.faults.length >= faultsMax;

  const one = async () => {
    const operation = operations[fuzzed.cases % operations.length]!;
    fuzzed.cases += 1;
    if (fuzzed.cases % 10_000 === 0) onProgress?.(fuzzed.cases);
    const asked = caseOf(operation, things, admin, chance);
    const { status, fault, made } = await judge(operation, asked, ask);
    fuzzed.statuses[status] = (fuzzed.statuses[status] ?? 0) + 1;
    if (fault !== undefined) fuzzed.faults.push(`${fault}: ${JSON.stringify(asked).slice(0, 600)}`);
    if (made !== undefined) remember(things, operation, made);
  };
  const worker = async () => {
    while (!isOver()) await one();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return fuzzed;
}

interface Judged {
  status: number;
  fault?: string;
  made?: string;
}

async function judge(operation: Operation, asked: Case, ask: FuzzOptions['ask'], tries = 1): Promise<Judged> {
  const { method, path, headers, body } = asked;
  const request = new Request(`http://api.example${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  const timer = Promise.withResolvers<'hangs'>();
  const timeout = setTimeout(() => timer.resolve('hangs'), hangMs);
  try {
    const answer = await Promise.race([ask(request), timer.promise]);
    if (answer === 'hangs') return { status: 0, fault: 'hangs' };
    const text = await answer.text();
    const { status } = answer;
    const waitS = Number(answer.headers.get('retry-after') ?? NaN);
    if (status === 503 && waitS >= 0 && tries < triesMax) {
      await new Promise((resolve) => setTimeout(resolve, waitS * 1_000));
      return await judge(operation, asked, ask, tries + 1);
    }
    if (status >= 500) return { status, fault: `${status} ${text.slice(0, 300)}` };
    const fault = faultOf(operation, { method, path, status, text, type: answer.headers.get('content-type') ?? '' });
    if (fault !== undefined) return { status, fault };
    const made = status === 201 ? (JSON.parse(text) as { id?: string }).id : undefined;
    return { status, ...(made !== undefined && { made }) };
  } finally {
    clearTimeout(timeout);
  }
}

interface Answered {
  method: string;
  path: string;
  status: number;
  text: string;
  type: string;
}

function faultOf(operation: Operation, { method, path, status, text, type }: Answered): string | undefined {
  // An address that was filled with a slash, or with nothing, is another one.
  if (status === 405 || (status === 404 && text.includes('there is no such address'))) return undefined;
  const schema = operation.answerOf(status, type.split(';')[0]!);
  if (schema === undefined && operation.answerOf(status, '') !== 'empty') return `${status} ${type} is not in the description`;
  if (method === 'HEAD' || status === 304) return text === '' ? undefined : `${status} has a body`;
  // A choice of fields leaves out what else is required.
  if (schema === undefined || schema === 'empty' || path.includes('fields=')) return undefined;
  const parsed = schema.safeParse(/[/+]json\b/.test(type) ? JSON.parse(text) : text);
  return parsed.success
    ? undefined
    : `${status} is not as described (${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message})`;
}

// Each kind of thing is found below its own name in the address: `.../incidents` makes an `incident`.
function remember(things: Known, { path }: Operation, id: string): void {
  const name = path.split('/').at(-1)!.replace(/s$/, '');
  if (path.includes('maintenances/{') || !things.has(name) || name === 'page' || name === 'key') return;
  things.get(name)!.push(id);
}
