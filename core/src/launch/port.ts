import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';

// Below the range from which systems take ports for outgoing connections: a port found free there may be taken a moment later.
const first = 12_000;
const last = 32_000;
const given = new Set<number>();

/** A port that nobody listens on, and that no process of ours on this machine will be given as long as this one lives. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (;;) {
    const port = randomInt(first, last);
    if (given.has(port)) continue;
    given.add(port);
    if ((await canListen(port, host)) && (await reserve(port))) return port;
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

// Between being given a port and listening on it pass seconds, in which another world may be looking for one. A name that only one
// process can hold says that it is taken, and is free again with the process. Only Linux has such names without a file.
function reserve(port: number): Promise<boolean> {
  if (process.platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const holder = createServer();
    holder.once('error', () => resolve(false));
    holder.listen(`\0pharos-port-${port}`, () => resolve(true));
    holder.unref();
  });
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
