import type { Socket } from 'node:net';
import type { Asked } from './http.ts';

/** A plain GET. Its headers are written out when somebody looks at them all. */
export interface PlainAsk extends Omit<Asked, 'method'> {
  /** One of those that an answer for everybody depends on; an empty one is none. */
  header(name: DecidingHeader): string;
}

const deciding = ['host', 'cookie', 'authorization', 'accept-language', 'accept-encoding', 'if-none-match'] as const;
export type DecidingHeader = (typeof deciding)[number];

// There is more behind it, or the connection is to go on otherwise.
const notPlain = ['content-length', 'transfer-encoding', 'expect', 'upgrade', 'te', 'trailer', 'proxy-connection', 'keep-alive'];
// More than any browser sends; who sends more is read by the server itself.
const headBytesMax = 8_192;
const form = /^GET \/[\x21-\x7e]* HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*\r\n)+\r\n$/;

/** The request, if these bytes are one whole plain GET and nothing else. */
export function plainAsk(bytes: Buffer, from: Pick<Socket, 'remoteAddress'>): PlainAsk | undefined {
  if (bytes.length > headBytesMax) return undefined;
  const head = bytes.toString('latin1');
  if (!form.test(head)) return undefined;
  const names = head.toLowerCase();
  const values: Values = { ...noValues };
  for (let at = names.indexOf('\r\n') + 2; at < names.length - 2;) {
    const end = names.indexOf('\r\n', at);
    const name = nameAt(names, at);
    if (name !== undefined) {
      const value = head.slice(at + name.length + 1, end).trim();
      if (name === 'connection') {
        if (value.toLowerCase() !== 'keep-alive') return undefined;
      } else {
        // Said twice: which of them counts is for the server to say.
        if (!(name in values) || values[name as DecidingHeader] !== undefined) return undefined;
        values[name as DecidingHeader] = value;
      }
    }
    at = end + 2;
  }
  return values.host === undefined ? undefined : new Ask(head, values, from);
}

type Values = Record<DecidingHeader, string | undefined>;
const noValues: Values = {
  host: undefined,
  cookie: undefined,
  authorization: undefined,
  'accept-language': undefined,
  'accept-encoding': undefined,
  'if-none-match': undefined,
};

// By their first letter: most headers are none of ours, and are told by a look or two.
const byLetter: (string[] | undefined)[] = [];
for (const name of [...deciding, ...notPlain, 'connection']) (byLetter[name.charCodeAt(0)] ??= []).push(name);

function nameAt(names: string, at: number): string | undefined {
  const some = byLetter[names.charCodeAt(at)];
  if (some === undefined) return undefined;
  for (const name of some) if (names.charCodeAt(at + name.length) === 58 && names.startsWith(name, at)) return name;
  return undefined;
}

class Ask implements PlainAsk {
  readonly target: string;
  private readonly head: string;
  private readonly values: Values;
  private readonly from: Pick<Socket, 'remoteAddress'>;

  constructor(head: string, values: Values, from: Pick<Socket, 'remoteAddress'>) {
    this.head = head;
    this.values = values;
    this.from = from;
    this.target = head.slice('GET '.length, head.indexOf(' ', 'GET '.length));
  }

  get remoteAddress(): string {
    return this.from.remoteAddress ?? '';
  }

  header(name: DecidingHeader): string {
    return this.values[name] ?? '';
  }

  get headers(): Record<string, string> {
    const all = new Map<string, string>();
    for (const line of this.head.split('\r\n').slice(1, -2)) {
      const [name, value] = [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()];
      const before = all.get(name);
      all.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    return Object.fromEntries(all);
  }
}
