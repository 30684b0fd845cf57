/** A request as small as ours are: a method without a body, a path, a query, and validated headers. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'OPTIONS';
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Map<string, string>;
}

export type Parsed =
  | { kind: 'incomplete' }
  | { kind: 'bad'; status: 400 | 405 | 417 | 431 | 505; why: string }
  | { kind: 'request'; request: HttpRequest; end: number };

// A page id, a version of 4,096 characters and a visitor's cookies fit; what is longer is not for us.
export const headMax = 16_384;
const targetMax = 6_144;
const headersMax = 64;

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Printable ASCII without the few characters no client sends unescaped: nothing here can mean two things to two parsers.
const target = /^\/[!$%&'()*+,\-./0-9:;=?@A-Z_a-z~]*$/;
const badValue = /[^\t\x20-\x7e\x80-\xff]/;
const incomplete: Parsed = { kind: 'incomplete' };

/**
 * Reads one request head from the bytes so far. Strict on purpose: whatever a proxy in front could read in another way
 * (bare LF, folded lines, two lengths, a body) is refused, and what follows the head is never interpreted. Of the bytes so far
 * the first `seen` held no whole head when they were asked about before.
 */
export function parseRequest(bytes: Uint8Array, seen = 0): Parsed {
  const end = headEnd(bytes, seen);
  if (end < 0) return bytes.length > headMax ? bad(431, 'the head is too long') : incomplete;
  if (end > headMax) return bad(431, 'the head is too long');
  const lines = latin1(bytes.subarray(0, end - 4)).split('\r\n');
  const first = requestLine(lines[0]!);
  if ('kind' in first) return first;
  if (lines.length - 1 > headersMax) return bad(431, 'too many headers');
  const headers = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (!token.test(name)) return bad(400, 'a header without a proper name');
    const value = line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    if (badValue.test(value)) return bad(400, 'a header with control characters');
    if (once.has(name) && headers.has(name)) return bad(400, `two headers ${name}`);
    headers.set(name, headers.has(name) ? `${headers.get(name)}, ${value}` : value);
  }
  if (!headers.get('host')) return bad(400, 'no Host');
  if (headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0') return bad(400, 'a request with a body');
  if (headers.has('expect')) return bad(417, 'nothing to expect');
  return { kind: 'request', request: { ...first, headers }, end };
}

const once = new Set(['host', 'content-length', 'last-event-id', 'accept', 'authorization']);

function requestLine(line: string): Omit<HttpRequest, 'headers'> | Parsed {
  const words = line.split(' ');
  if (words.length !== 3) return bad(400, 'not a request line');
  const [method, wanted, protocol] = words as [string, string, string];
  if (protocol !== 'HTTP/1.1') return /^HTTP\/\d\.\d$/.test(protocol) ? bad(505, 'HTTP/1.1 only') : bad(400, 'not HTTP');
  if (!token.test(method)) return bad(400, 'not a method');
  if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') return bad(405, 'GET, HEAD and OPTIONS only');
  if (wanted.length > targetMax) return bad(431, 'the address is too long');
  if (!target.test(wanted)) return bad(400, 'not an address');
  const mark = wanted.indexOf('?');
  const path = mark < 0 ? wanted : wanted.slice(0, mark);
  return { method, path, query: new URLSearchParams(mark < 0 ? '' : wanted.slice(mark + 1)) };
}

/** Where the head ends, or -1. A bare CR or LF inside is found later, by what is allowed in a line. */
function headEnd(bytes: Uint8Array, seen: number): number {
  const at = asBuffer(bytes.subarray(0, headMax + 4)).indexOf('\r\n\r\n', Math.max(0, seen - 3), 'latin1');
  return at < 0 ? -1 : at + 4;
}

function latin1(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bad(status: 400 | 405 | 417 | 431 | 505, why: string): Parsed {
  return { kind: 'bad', status, why };
}
