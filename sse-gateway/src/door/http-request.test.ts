import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzParser } from '../../../proof/live-model/fuzz-parser.ts';
import { headMax, parseRequest } from './http-request.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const parse = (text: string) => parseRequest(bytes(text));
const page = '0192f0c4-0000-7000-8000-000000000000';
const good = `GET /live/${page}?after=v1.BwE HTTP/1.1\r\nHost: status.example\r\nAccept: text/event-stream\r\nLast-Event-ID: v1.BwE\r\n\r\n`;

describe('request', () => {
  it('reads what an EventSource sends, wherever the network cuts it', () => {
    for (let cut = 0; cut < good.length; cut++) expect(parseRequest(bytes(good.slice(0, cut)))).toEqual({ kind: 'incomplete' });
    const parsed = parse(good);
    expect(parsed).toMatchObject({ kind: 'request', end: good.length, request: { method: 'GET', path: `/live/${page}` } });
    const { request } = parsed as typeof parsed & { kind: 'request' };
    expect([request.query.get('after'), request.headers.get('last-event-id')]).toEqual(['v1.BwE', 'v1.BwE']);
  });

  it('does not look again at what it has seen, and misses no end that came in pieces', () => {
    for (let cut = 0; cut < good.length; cut++) expect(parseRequest(bytes(good), cut)).toMatchObject({ kind: 'request', end: good.length });
    expect(parseRequest(bytes(`${good}more`), good.length + 4)).toEqual({ kind: 'incomplete' });
  });

  it('does not look at what follows the head', () => {
    expect(parse(`${good}GET /second HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatchObject({ kind: 'request', end: good.length });
  });

  it.each([
    ['a bare LF', `GET / HTTP/1.1\nHost: a\r\n\r\n`, 400],
    ['a bare LF in the headers', `GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n`, 400],
    ['a bare CR', `GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n`, 400],
    ['a folded line', `GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n`, 400],
    ['NUL', `GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n`, 400],
    ['a space before the colon', `GET / HTTP/1.1\r\nHost : a\r\n\r\n`, 400],
    ['no colon', `GET / HTTP/1.1\r\nHost\r\n\r\n`, 400],
    ['no host', `GET / HTTP/1.1\r\nX: a\r\n\r\n`, 400],
    ['two hosts', `GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`, 400],
    ['a body', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc`, 400],
    ['a length with a plus', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n`, 400],
    ['two lengths', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n`, 400],
    ['chunks', `GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`, 400],
    ['a length and chunks', `GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: identity\r\n\r\n`, 400],
    ['an expectation', `GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n`, 417],
    ['another method', `POST / HTTP/1.1\r\nHost: a\r\n\r\n`, 405],
    ['a method in lower case', `get / HTTP/1.1\r\nHost: a\r\n\r\n`, 405],
    ['an old protocol', `GET / HTTP/1.0\r\nHost: a\r\n\r\n`, 505],
    ['no protocol', `GET /\r\n\r\n`, 400],
    ['two spaces', `GET  / HTTP/1.1\r\nHost: a\r\n\r\n`, 400],
    ['a whole address', `GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n`, 400],
    ['a fragment', `GET /#a HTTP/1.1\r\nHost: a\r\n\r\n`, 400],
    ['letters beyond ASCII in the address', `GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n`, 400],
    ['an empty line first', `\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n`, 400],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    ['too many headers', `GET / HTTP/1.1\r\nHost: a\r\n${'X: a\r\n'.repeat(100)}\r\n`, 431],
    ['a long address', `GET /${'a'.repeat(7_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['a long head', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(headMax)}\r\n\r\n`, 431],
    ['a head without an end', 'x'.repeat(headMax + 1), 431],
  ])('refuses %s', (_what, text, status) => {
    expect(parse(text)).toMatchObject({ kind: 'bad', status });
  });

  it('takes any bytes without a throw, and says the same however they arrive', () => {
    const saysTheSame = (data: Uint8Array, cut: number) => {
      const first = parseRequest(data.subarray(0, cut));
      return first.kind === 'incomplete' || JSON.stringify(first) === JSON.stringify(parseRequest(data));
    };
    const cases = fc.sample(fc.tuple(fc.uint8Array({ maxLength: 300 }), fc.nat(300)), 1_000);
    expect(cases.filter(([data, cut]) => !saysTheSame(data, cut))).toEqual([]);
  });

  it('lets through nothing that another parser could read in another way', () => {
    expect(fuzzParser(20_000, 7)).toMatchObject({ cases: 20_000, accepted: expect.any(Number) as number });
  });
});
