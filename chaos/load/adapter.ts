// What the scripts use of k6, over fetch. Every check and every measurement is told, line by line, to whoever started this process.

interface Params {
  headers?: Record<string, string>;
  tags?: Record<string, string>;
}

interface Answer {
  status: number;
  body: string;
}

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

export function check(answer: Answer, checks: Record<string, (answer: Answer) => boolean>): boolean {
  return Object.entries(checks)
    .map(([name, isSo]) => {
      const isKept = isSo(answer);
      tell({ check: name, isKept, ...(isKept ? {} : { status: answer.status, body: answer.body.slice(0, 300) }) });
      return isKept;
    })
    .every(Boolean);
}

export const sleep = (): void => undefined;

export class Trend {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  add(value: number): void {
    tell({ trend: this.#name, value });
  }
}

async function asyncRequest(method: string, url: string, body: string | null, { headers = {}, tags = {} }: Params = {}): Promise<Answer> {
  const answer = await fetch(url, { method, headers, ...(body !== null && { body }) });
  tell({ request: tags['what'], status: answer.status });
  return { status: answer.status, body: await answer.text() };
}

/** What `k6/http` and `k6/execution` are by default. */
const both = { asyncRequest, scenario: { iterationInTest: 1 } };
export default both;
