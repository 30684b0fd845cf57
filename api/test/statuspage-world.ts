import { codeOf } from '@pharos/resources/statuspage/code';
import { openPage, type TestPage } from './open-api.ts';

export interface StatuspageWorld extends AsyncDisposable {
  opened: TestPage;
  /** The code of the page. */
  code: string;
  /** An administrator's key of this page. */
  key: string;
  /** Asks the dialect as its clients do, below `/v1`, with the key of the page. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The same below the page. */
  on(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: never;
}

/** Our API with one page, and a client of Statuspage's that knows one address, and nothing else of us. */
export async function openStatuspage(): Promise<StatuspageWorld> {
  const opened = await openPage();
  const { api, page } = opened;
  const key = await api.keyFor(page, ['admin']);
  const code = codeOf(page);
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const isForm = typeof body === 'string';
    const sent = {
      authorization: `OAuth ${key}`,
      ...(body === undefined ? {} : { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
      ...headers,
    };
    const answer = await fetch(`${api.url}/statuspage/v1${path}`, {
      method,
      headers: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')),
      ...(body === undefined ? {} : { body: isForm ? new TextEncoder().encode(body) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: (text === '' ? undefined : JSON.parse(text)) as never };
  };
  return {
    opened,
    code,
    key,
    ask,
    on: (method, path, body, headers) => ask(method, `/pages/${code}${path}`, body, headers),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
