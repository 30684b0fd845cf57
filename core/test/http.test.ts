import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { serveHttp, type Asked, type Peer, type Told } from '../src/outside/http.ts';

it('who sends a head slowly is cut off within seconds', async () => {
  await using server = await serveHttp({ host: '127.0.0.1', port: 0, fetch: () => new Response('fine') });
  const socket = connect(server.port, '127.0.0.1');
  const started = performance.now();
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nhost: a\r\n');
  const drip = setInterval(() => socket.write('x: y\r\n'), 500);
  await new Promise((resolve) => socket.once('close', resolve).resume());
  clearInterval(drip);
  expect(performance.now() - started).toBeLessThan(12_000);
});

it('who sends a body slowly is cut off, but for who sends a file', async () => {
  const isUpload = (method: string, path: string) => method === 'POST' && path === '/file';
  const fetch = async (request: Request) => new Response(String((await request.text()).length));
  await using server = await serveHttp({ host: '127.0.0.1', port: 0, fetch, isUpload, requestMs: 300 });
  const send = async (path: string) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 4\r\n\r\nab`);
    setTimeout(() => socket.write('cd'), 1_200);
    const told: Buffer[] = [];
    socket.on('data', (data: Buffer) => told.push(data));
    await new Promise((resolve) => socket.once('close', resolve));
    return Buffer.concat(told).toString().split('\r\n');
  };
  const [text, file] = await Promise.all([send('/text'), send('/file?more=true')]);
  expect(text[0]).toBe('HTTP/1.1 408 Request Timeout');
  expect([file[0], file.at(-1)]).toEqual(['HTTP/1.1 200 OK', '4']);
});

it('asks the quick one first where there is no body, and the other where it has nothing to say, or where there is one', async () => {
  const quick = ({ method, target }: Asked): Told | Promise<Told> | undefined => {
    if (target === '/late') return Promise.resolve({ status: 200, headers: ['x-by', 'quick'], body: 'late' });
    if (target === '/broken') return Promise.reject(new Error('broken'));
    if (target === '/thrown') throw new Error('thrown');
    if (target === '/unsent') return { status: 200, headers: ['x-by', 'a\nb'], body: 'unsent' };
    if (target === '/unsent-late') return Promise.resolve({ status: 200, headers: ['x-by', 'a\nb'], body: 'unsent' });
    if (target !== '/fine?a=1') return undefined;
    return { status: 200, headers: ['x-by', 'quick', 'content-length', '4'], body: method === 'HEAD' ? null : 'fine' };
  };
  const faults: string[] = [];
  const fetch = async (request: Request, { isDeclined }: Peer) => new Response(`${request.method} ${isDeclined} ${await request.text()}`);
  await using server = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    fetch,
    quick,
    onQuickFault: (error) => faults.push((error as Error).message),
  });
  const ask = async (path: string, init?: RequestInit) => {
    const answer = await globalThis.fetch(server.url + path, init);
    return [answer.headers.get('x-by'), answer.headers.get('content-length'), await answer.text()];
  };
  expect(await ask('/fine?a=1')).toEqual(['quick', '4', 'fine']);
  expect(await ask('/fine?a=1', { method: 'HEAD' })).toEqual(['quick', '4', '']);
  expect(await ask('/late')).toEqual(['quick', null, 'late']);
  expect(await ask('/other')).toEqual([null, '9', 'GET true ']);
  for (const path of ['/broken', '/thrown', '/unsent', '/unsent-late']) expect(await ask(path)).toEqual([null, '9', 'GET true ']);
  const unsent = 'Invalid character in header content ["x-by"]';
  expect(faults).toEqual(['broken', 'thrown', unsent, unsent]);
  expect(await ask('/fine?a=1', { method: 'POST', body: 'abc' })).toEqual([null, '14', 'POST false abc']);
});
