import { connect } from 'node:net';
import { array, assert, constantFrom, property } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveHttp, type HttpServer } from '../src/outside/http.ts';
import { plainAsk } from '../src/outside/plain-ask.ts';

const text = (body: string, by = 'once') =>
  Buffer.from(`HTTP/1.1 200 OK\r\nx-by: ${by}\r\ncontent-length: ${body.length}\r\nconnection: keep-alive\r\n\r\n${body}`);

let server: HttpServer;
let faults: string[];
let late: PromiseWithResolvers<Uint8Array | undefined>;

beforeAll(async () => {
  faults = [];
  server = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    fetch: async (request) => new Response(`usual ${request.method} ${new URL(request.url).pathname} ${await request.text()}`),
    atOnce: ({ target, header }) => {
      void header;
      if (target === '/fine') return text('fine');
      if (target === '/late') return late.promise;
      if (target === '/thrown') throw new Error('thrown');
      if (target === '/broken') return Promise.reject(new Error('broken'));
      return undefined;
    },
    onQuickFault: (error) => faults.push((error as Error).message),
  });
});
afterAll(() => server[Symbol.asyncDispose]());

/** Sends these one after the other, each when something came back for the one before, and answers all that came. */
async function say(...pieces: string[]): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let heard = '';
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
  for (const piece of pieces) {
    const before = heard.length;
    socket.write(piece, 'latin1');
    await expect.poll(() => heard.length > before && !socket.connecting).toBe(true);
  }
  // Until what it says last is whole.
  await expect.poll(() => /\r\n\r\n[^]+$/.test(heard) && !heard.endsWith('\r\n\r\n')).toBe(true);
  socket.destroy();
  return heard;
}

const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
const bodies = (heard: string) => [...heard.matchAll(/(?<=\r\n\r\n)(fine|late|usual \w+ \S+)/g)].map(([body]) => body.trim());

describe('what is answered at once', () => {
  it('is answered again and again on one connection, which goes to the server with the first thing that is not', async () => {
    const heard = await say(get('/fine'), get('/fine'), get('/other'), get('/fine'));
    expect(bodies(heard)).toEqual(['fine', 'fine', 'usual GET /other', 'usual GET /fine']);
  });

  it('may come late, and what was asked meanwhile has its turn after it', async () => {
    late = Promise.withResolvers();
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    socket.write(get('/late'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.write(get('/fine'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toBe('');
    late.resolve(text('late'));
    await expect.poll(() => bodies(heard)).toEqual(['late', 'fine']);
    socket.destroy();
  });

  it('or turn out to be the server’s to say, with all that follows', async () => {
    late = Promise.withResolvers();
    setTimeout(() => late.resolve(undefined), 30);
    expect(bodies(await say(get('/late'), get('/fine')))).toEqual(['usual GET /late', 'usual GET /fine']);
  });

  it('a fault in it is told, and the server answers', async () => {
    expect(bodies(await say(get('/thrown')))).toEqual(['usual GET /thrown']);
    expect(bodies(await say(get('/broken')))).toEqual(['usual GET /broken']);
    expect(faults).toEqual(['thrown', 'broken']);
  });

  it.each<[string, string]>([
    ['a body', `POST /fine HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab`],
    ['a GET with a body', `GET /fine HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab`],
    ['two at once', get('/fine') + get('/fine')],
    ['one and a piece of the next', `${get('/fine')}GET /fi`.slice(0, -7) + get('/other')],
  ])('%s is the server’s', async (_what, sent) => {
    expect((await say(sent)).startsWith('HTTP/1.1 200 OK\r\nx-by')).toBe(false);
  });

  it('a head in pieces is one request, and is answered once', async () => {
    const socket = connect(server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    const whole = get('/fine');
    for (const at of [5, 20]) {
      socket.write(whole.slice(at === 5 ? 0 : 5, at));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    socket.write(whole.slice(20));
    await expect.poll(() => bodies(heard)).toEqual(['usual GET /fine']);
    socket.destroy();
  });

  it('who asks to close, or speaks as of old, is closed by the server', async () => {
    for (const sent of [get('/fine', 'Connection: close\r\n'), 'GET /fine HTTP/1.0\r\nHost: a\r\n\r\n']) {
      const socket = connect(server.port, '127.0.0.1');
      let heard = '';
      socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
      socket.write(sent);
      await new Promise((resolve) => socket.once('close', resolve));
      expect(bodies(heard)).toEqual(['usual GET /fine']);
    }
  });

  it('whoever comes and says nothing is gone within seconds', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve).resume());
    expect(socket.bytesRead).toBe(0);
  }, 20_000);

  it('a server that stops lets its idle connections go at once', async () => {
    const other = await serveHttp({ host: '127.0.0.1', port: 0, fetch: () => new Response('usual'), atOnce: () => text('fine') });
    const socket = connect(other.port, '127.0.0.1');
    socket.write(get('/fine'));
    await new Promise((resolve) => socket.once('data', resolve));
    const began = performance.now();
    await Promise.all([other[Symbol.asyncDispose](), new Promise((resolve) => socket.once('close', resolve))]);
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});

describe('a request is plain', () => {
  const read = (head: string) => plainAsk(Buffer.from(head, 'latin1'), { remoteAddress: '192.0.2.1' });

  it('when it is one whole GET, with its headers by any writing of their names', () => {
    const asked = read(get('/a?b=1', 'Accept-ENCODING:  br \r\nX-One: 1\r\nx-one: 2\r\n'))!;
    expect([asked.target, asked.header('accept-encoding'), asked.header('cookie'), asked.remoteAddress]).toEqual([
      '/a?b=1',
      'br',
      '',
      '192.0.2.1',
    ]);
    expect(asked.headers).toEqual({ host: 'a', 'accept-encoding': 'br', 'x-one': '1, 2' });
  });

  it.each<[string, string]>([
    ['of another method', get('/').replace('GET', 'HEAD')],
    ['to somewhere else', get('http://a/')],
    ['without a host', 'GET / HTTP/1.1\r\nAccept: a\r\n\r\n'],
    ['with two hosts', get('/', 'Host: b\r\n')],
    ['with two languages', get('/', 'Accept-Language: a\r\nAccept-Language: b\r\n')],
    ['with a body to come', get('/', 'Transfer-Encoding: chunked\r\n')],
    ['with a length of none', get('/', 'Content-Length: 0\r\n')],
    ['that would become something else', get('/', 'Connection: Upgrade\r\nUpgrade: websocket\r\n')],
    ['that expects', get('/', 'Expect: 100-continue\r\n')],
    ['with a line that goes on', get('/', 'X: a\r\n b\r\n')],
    ['with a bare line feed', get('/', 'X: a\nCookie: b\r\n')],
    ['with a bare return', get('/', 'X: a\rb\r\n')],
    ['with a space before its colon', get('/', 'Cookie : b\r\n')],
    ['with a zero in it', get('/', 'X: a\0\r\n')],
    ['with more behind it', `${get('/')}x`],
    ['that is not over', get('/').slice(0, -2)],
    ['that is longer than any', get('/', `X: ${'a'.repeat(9_000)}\r\n`)],
  ])('and not one %s', (_what, head) => {
    expect(read(head)).toBeUndefined();
  });

  it('however its bytes are mixed, it holds no more than one request, and no line that a server reads otherwise', () => {
    const piece = constantFrom(
      'GET ',
      '/',
      ' HTTP/1.1',
      '\r\n',
      '\n',
      '\r',
      'Host: a',
      'Cookie: b',
      'Content-Length: 3',
      ':',
      ' ',
      'x',
      '\r\n\r\n',
    );
    assert(
      property(array(piece, { maxLength: 14 }), (pieces) => {
        const head = pieces.join('');
        const asked = read(head);
        if (!asked) return;
        expect(head.indexOf('\r\n\r\n')).toBe(head.length - 4);
        expect(head.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(asked.headers['content-length']).toBeUndefined();
        expect(asked.headers['cookie'] ?? '').toBe(asked.header('cookie'));
      }),
      { numRuns: 3_000 },
    );
  });
});
