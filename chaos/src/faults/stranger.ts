import { once } from 'node:events';
import { Agent, request, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { newId } from '@pharos/core/id';
import { encodeVersion } from '@pharos/core/version';
import type { StrangerOrders } from './strangers.ts';

// The stranger has a thread of his own: what he does must not make those late who measure what others feel.

const { page, api, gateway, demoPage, perSecond, forMs, idleSockets, address } = workerData as StrangerOrders;
// One that gets no answer is not waited for: he has others to send.
const patienceMs = 3_000;
const roundsPerSecond = 25;
const agent = new Agent({ keepAlive: true, maxSockets: 64, localAddress: address });
const answers = new Map<string, number>();

interface Asked {
  method?: string;
  headers?: OutgoingHttpHeaders;
  body?: string;
}

function ask(kind: string, url: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<void> {
  return new Promise((resolve) => {
    const told = (what: string | number) => {
      answers.set(`${kind} ${what}`, (answers.get(`${kind} ${what}`) ?? 0) + 1);
      resolve();
    };
    const asked = request(url, { method, headers, agent, timeout: patienceMs }, (answer) => {
      answer.resume();
      answer.once('close', () => told(answer.statusCode ?? 'nothing'));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => told('no answer'));
    asked.end(body);
  });
}

function kinds(n: number): Promise<void>[] {
  const known = `/v1/pages/${demoPage}`;
  return [
    ask('unknown page', `${page}/p/${newId()}`),
    ask('unknown name', `${page}/made-up-${n}`),
    ask('unknown host', `${page}/`, { headers: { host: `status-${n}.example.com` } }),
    ask('unknown key', `${api}${known}/incidents`, { headers: { authorization: `Bearer phr_${newId().replaceAll('-', '')}` } }),
    ask('sign-up', `${api}${known}/subscriptions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'email', address: `stranger-${n}@example.com` }),
    }),
    ask('made-up id', `${gateway}/live/${demoPage}?after=${encodeVersion({ [1 + (n % 4_000_000)]: 1 + n })}`, {
      headers: { accept: 'application/json' },
    }),
  ];
}

parentPort!.postMessage('here', []);
await once(parentPort!, 'message');
const { hostname, port } = new URL(gateway);
const sockets = Array.from({ length: idleSockets }, () => {
  const socket = connect({ host: hostname, port: Number(port), localAddress: address });
  return socket.on('error', () => undefined); // closed by the gateway: that is its right
});
const life = { isStopped: false };
parentPort!.on('message', (order) => (life.isStopped = order === 'go'));
const until = performance.now() + forMs;
const asked: Promise<void>[] = [];
for (let n = 0; !life.isStopped && performance.now() < until;) {
  for (let each = 0; each < perSecond / roundsPerSecond; each++) asked.push(...kinds(n++));
  await new Promise((resolve) => setTimeout(resolve, 1_000 / roundsPerSecond));
}
await Promise.all(asked);
for (const socket of sockets) socket.destroy();
agent.destroy();
parentPort!.postMessage(
  [...answers].sort(([a], [b]) => (a < b ? -1 : 1)),
  [],
);
parentPort!.close();
