import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as secureRequest, type RequestOptions } from 'node:https';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '@pharos/core/launch/port';
import { until } from '@pharos/core/testing/until';
import { launchFront } from '../src/front/launch-front.ts';
import { frontKinds, type Behind, type FrontPlace, type Instance } from '../src/front/relocate.ts';

// Behind the configuration as it is shipped stand small servers in place of the roles: what is looked at is what the front does.
// A name of the product is asked for on this machine, whose certificate has another.
const anyName = { checkServerIdentity: () => undefined };
type Answer = (incoming: IncomingMessage, answer: ServerResponse, instance: number) => void;

// A fifth and a tenth of what is shipped: a busy machine goes beyond it as well.
const smaller = (text: string) =>
  text
    .replace('sc0_http_req_rate gt 2000', 'sc0_http_req_rate gt 200')
    .replace('rate=200r/s', 'rate=40r/s')
    .replaceAll('burst=400', 'burst=100');

describe.each(frontKinds)('%s as it is shipped', (kind) => {
  const closing = new AsyncDisposableStack();
  const seen: { role: keyof Behind; instance: number; incoming: IncomingMessage; socket: string }[] = [];
  const answers: Partial<Record<keyof Behind, Answer>> = {};
  const notReady = new Set<string>();
  let dir: string;
  let place: FrontPlace;
  let ca: string;
  let behind: Behind;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), `pharos-${kind}-`));
    closing.defer(() => rm(dir, { recursive: true }));
    const both = async (role: keyof Behind) => [await stand(role, 1), await stand(role, 2)];
    const gateways = await both('gateway');
    const gateway = gateways.map(({ admin }) => ({ main: gateways[0]!.main, admin }));
    behind = { api: await both('api'), notifier: await both('notifier'), edge: await both('edge'), gateway };
    const [plainPort, publicPort, insidePort] = [await freePort(), await freePort(), await freePort()];
    place = { host: '127.0.0.1', plainPort, publicPort, insidePort, pemFile: join(dir, 'pharos.pem'), dir };
    closing.use(await launchFront({ kind, behind, place, logFile: join(dir, 'front.log'), change: smaller }));
    ca = await readFile(place.pemFile, 'utf8');
    // Healthy after two looks.
    for (const path of ['/v1/x', '/live/x', '/ready']) await until(`${path} answers`, async () => (await ask(path)).status === 200);
  });
  afterAll(() => closing.disposeAsync());
  beforeEach(() => {
    seen.length = 0;
    for (const role of Object.keys(answers)) delete answers[role as keyof Behind];
  });

  async function stand(role: keyof Behind, instance: number): Promise<Instance> {
    const main = await listening((incoming, answer) => {
      seen.push({ role, instance, incoming, socket: `${incoming.socket.remotePort}` });
      const own = answers[role];
      if (own) own(incoming, answer, instance);
      else answer.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end(role);
    });
    const admin = await listening((_incoming, answer) => answer.writeHead(notReady.has(`${role} ${instance}`) ? 503 : 200).end());
    return { main, admin };
  }
  async function listening(handle: (incoming: IncomingMessage, answer: ServerResponse) => void): Promise<number> {
    const server: Server = createServer(handle).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    closing.defer(() => (server.close(), server.closeAllConnections()));
    return (server.address() as AddressInfo).port;
  }
  interface Told {
    status: number;
    headers: IncomingMessage['headers'];
    text: string;
  }
  function ask(path: string, options: RequestOptions & { body?: string } = {}): Promise<Told> {
    return new Promise((resolve, reject) => {
      const asked = secureRequest(
        { host: place.host, port: place.publicPort, path, ca, agent: false, ...anyName, ...options },
        (answer) => {
          let text = '';
          answer.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
          answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, text }));
          answer.on('error', reject);
        },
      );
      asked.on('error', reject);
      asked.end(options.body);
    });
  }

  it('sends each request to its role, and says who asked', async () => {
    const roles = async (path: string, host?: string) => (await ask(path, host ? { headers: { host } } : {})).text;
    expect(await roles('/acme')).toBe('edge');
    expect(await roles('/v1/pages')).toBe('api');
    expect(await roles('/docs', 'api.example.com')).toBe('api');
    expect(await roles('/u/x', 'notify.example.com')).toBe('notifier');
    expect(await roles('/live/p')).toBe('gateway');
    await ask('/v1/pages', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect(seen.at(-1)!.incoming.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' });
  });

  it('speaks TLS 1.2 and 1.3 and nothing older, and HTTP/2', async () => {
    const spoken = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string | null>((resolve) => {
        const versions = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' };
        const socket = connectTls({ host: place.host, port: place.publicPort, ca, ALPNProtocols: ['h2'], ...versions });
        socket.once('secureConnect', () => (resolve(socket.getProtocol()), socket.destroy()));
        socket.once('error', () => resolve(null));
      });
    expect([await spoken('TLSv1.1'), await spoken('TLSv1.2'), await spoken('TLSv1.3')]).toEqual([null, 'TLSv1.2', 'TLSv1.3']);
    const session = connectHttp2(`https://${place.host}:${place.publicPort}`, { ca });
    const status = await new Promise((resolve, reject) => {
      session.once('error', reject);
      session.request({ ':path': '/v1/pages' }).once('response', (headers) => resolve(headers[':status']));
    });
    session.destroy();
    expect(status).toBe(200);
  });

  it('sends plain HTTP to HTTPS', async () => {
    const answer = await new Promise<IncomingMessage>((resolve) => {
      request({ host: place.host, port: place.plainPort, path: '/acme', agent: false }, resolve).end();
    });
    answer.resume();
    expect([answer.statusCode, answer.headers.location]).toEqual([308, expect.stringMatching(/^https:\/\/127\.0\.0\.1.*\/acme$/)]);
  });

  it('compresses pages, keeps them as long as they say, and no longer', async () => {
    const page = `<html>${'a page '.repeat(500)}</html>`;
    const html = { 'content-type': 'text/html', 'content-length': page.length };
    answers.edge = (_incoming, answer) => answer.writeHead(200, { ...html, 'cache-control': 'public, max-age=30' }).end(page);
    const headers = { 'accept-encoding': 'gzip' };
    const first = await ask('/kept', { headers });
    expect(first.headers['content-encoding']).toBe('gzip');
    expect(first.text.length).toBeLessThan(page.length / 5);
    await ask('/kept', { headers });
    await ask('/kept', { headers });
    expect(seen).toHaveLength(1);
    answers.edge = (_incoming, answer) => answer.writeHead(200, { ...html, 'cache-control': 'private, no-store' }).end(page);
    await ask('/private');
    await ask('/private');
    expect(seen).toHaveLength(3);
  });

  it('keeps its connections to the roles', async () => {
    const session = connectHttp2(`https://${place.host}:${place.publicPort}`, { ca });
    for (let n = 0; n < 20; n++) await once(session.request({ ':path': '/v1/pages' }).resume(), 'end');
    session.destroy();
    expect(seen).toHaveLength(20);
    expect(new Set(seen.map(({ instance, socket }) => `${instance} ${socket}`)).size).toBeLessThan(10);
  });

  it('passes each event of a stream on at once, and never compressed', async () => {
    const later = Promise.withResolvers<ServerResponse>();
    answers.gateway = (_incoming, answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      answer.write('data: one\n\n');
      later.resolve(answer);
    };
    const stream = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        host: place.host,
        port: place.publicPort,
        path: '/live/p',
        ca,
        agent: false,
        headers: { 'accept-encoding': 'gzip' },
      };
      secureRequest(options, resolve).once('error', reject).end();
    });
    let heard = '';
    stream.on('data', (piece: Buffer) => (heard += piece.toString()));
    await expect.poll(() => heard).toBe('data: one\n\n');
    (await later.promise).write('data: two\n\n');
    await expect.poll(() => heard).toBe('data: one\n\ndata: two\n\n');
    expect(stream.headers['content-encoding']).toBeUndefined();
    stream.destroy();
  });

  it('asks the other one when a connection breaks: for what changes nothing and what has its key, and for nothing else', async () => {
    // The first breaks whatever it has read.
    answers.api = (incoming, answer, instance) => {
      if (instance === 1) incoming.socket.destroy();
      else answer.writeHead(200, { 'content-type': 'text/plain' }).end(`by ${instance}`);
    };
    const often = async (options: RequestOptions & { body?: string }) => {
      const told: number[] = [];
      for (let n = 0; n < 6; n++) told.push((await ask('/v1/pages', options)).status);
      return told;
    };
    const json = { 'content-type': 'application/json' };
    expect(new Set(await often({}))).toEqual(new Set([200]));
    expect(new Set(await often({ method: 'POST', body: '{}', headers: { ...json, 'idempotency-key': 'k' } }))).toEqual(new Set([200]));
    seen.length = 0;
    const told = await often({ method: 'POST', body: '{}', headers: json });
    expect(seen).toHaveLength(6);
    expect(told.filter((status) => status !== 200)).toHaveLength(seen.filter(({ instance }) => instance === 1).length);
  });

  it('tells one address that asks too much, by 429', async () => {
    const told: Record<string, number> = {};
    // All at once: by far more than one address may ask for in that time.
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const session = connectHttp2(`https://${place.host}:${place.publicPort}`, { ca });
        for (let n = 0; n < 100; n++) {
          const asked = session.request({ ':path': '/v1/many' }).resume();
          const [headers] = (await once(asked, 'response')) as [{ ':status': number }];
          told[headers[':status']] = (told[headers[':status']] ?? 0) + 1;
        }
        session.destroy();
      }),
    );
    expect(told[429]).toBeGreaterThan(100);
    expect(told[200]).toBeGreaterThan(50);
  });
});
