import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

// Below the range from which systems take ports for outgoing connections: a port found free there may be taken a moment later.
const first = 12_000;
const last = 32_000;
// Each process looks in a part of its own first: two that start worlds side by side would now and then be given the same port
// before either listens on it.
const partSize = 200;
const part = first + (process.pid % ((last - first) / partSize)) * partSize;
const given = new Set<number>();

/** A port that nobody listens on, and that this process has not been given before. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; ; tries++) {
    const port = tries < partSize ? part + randomInt(partSize) : randomInt(first, last);
    if (given.has(port) || !(await canListen(port, host))) continue;
    given.add(port);
    return port;
  }
}

/** Does somebody accept connections there? */
export function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: 500 });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
