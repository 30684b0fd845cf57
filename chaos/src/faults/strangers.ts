import { request, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { newId } from '@pharos/core/id';
import { encodeVersion } from '@pharos/core/version';
import type { Scene, Step } from '../experiment.ts';
import { mended } from './mended.ts';

export interface StrangersOptions {
  region: string;
  /** Of each kind, a second. */
  perSecond: number;
  forMs: number;
  idleSockets: number;
}

export interface Strangers {
  flood: Step;
  stop: Step;
}

// An address of this machine that nobody else comes from: whoever is limited by it is the stranger alone.
const address = '127.0.0.66';
// One that gets no answer is not waited for: he has others to send.
const patienceMs = 3_000;
const roundsPerSecond = 10;

/** Somebody who asks one region for everything that costs something and brings nothing: all from one address, many times a second. */
export function strangers({ region, perSecond, forMs, idleSockets }: StrangersOptions): Strangers {
  const answers = new Map<string, number>();
  const life = { isStopped: false };

  const ask = (kind: string, url: string, init: { method?: string; headers?: OutgoingHttpHeaders; body?: string } = {}): Promise<void> =>
    new Promise((resolve) => {
      const told = (what: string | number) => {
        answers.set(`${kind} ${what}`, (answers.get(`${kind} ${what}`) ?? 0) + 1);
        resolve();
      };
      const asked = request(
        url,
        { method: init.method ?? 'GET', headers: init.headers ?? {}, localAddress: address, timeout: patienceMs },
        (answer) => {
          answer.resume();
          answer.once('close', () => told(answer.statusCode ?? 'nothing'));
        },
      );
      asked.once('timeout', () => asked.destroy());
      asked.once('error', () => told('no answer'));
      asked.end(init.body);
    });

  const kinds = ({ world, demo }: Scene, n: number): Promise<void>[] => {
    const { page, api, gateway } = world.region(region).urls;
    const known = `/v1/pages/${demo.page}`;
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
      ask('made-up id', `${gateway}/live/${demo.page}?after=${encodeVersion({ [1 + (n % 4_000_000)]: 1 + n })}`, {
        headers: { accept: 'application/json' },
      }),
    ];
  };

  const flood = async (scene: Scene) => {
    const { hostname, port } = new URL(scene.world.region(region).urls.gateway);
    const sockets = Array.from({ length: idleSockets }, () => {
      const socket = connect({ host: hostname, port: Number(port), localAddress: address });
      return socket.on('error', () => undefined); // closed by the gateway: that is its right
    });
    const until = scene.world.clock.elapsed() + forMs;
    const asked: Promise<void>[] = [];
    for (let n = 0; !life.isStopped && scene.world.clock.elapsed() < until;) {
      for (let each = 0; each < perSecond / roundsPerSecond; each++) asked.push(...kinds(scene, n++));
      await scene.sleep(1_000 / roundsPerSecond);
    }
    await Promise.all(asked);
    for (const socket of sockets) socket.destroy();
    const told = [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `${what}: ${count}`);
    scene.note(`the stranger was answered: ${told.join(', ')}`);
    mended(scene);
  };

  return {
    flood: {
      name: `one address asks ${region} for ${perSecond} unknown pages, names, hosts and keys, sign-ups and made-up ids a second each, for ${forMs / 1_000} s`,
      run: flood,
    },
    stop: { name: 'the stranger goes', run: () => void (life.isStopped = true) },
  };
}
