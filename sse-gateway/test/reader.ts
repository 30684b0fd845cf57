import { connect, type Socket } from 'node:net';
import { createSseParser, type SseBlock } from '@pharos/core/testing/sse';

/** Its data is read as JSON. */
export interface SseEvent extends Omit<SseBlock, 'data'> {
  data?: unknown;
}

export interface Reader extends Disposable {
  head: string;
  body: string;
  events: SseEvent[];
  isClosed: boolean;
  socket: Socket;
  of(name: string): SseEvent[];
}

/** A reader over a bare socket: what it was sent is seen byte by byte. */
export function openReader(
  port: number,
  target: string,
  {
    headers = '',
    method = 'GET',
    localAddress = undefined as string | undefined,
    raw = undefined as string[] | undefined,
    onEvent = (_event: SseEvent) => {},
  } = {},
): Reader {
  // Only where it is asked for: a socket that is bound first takes a port of its own, and ten thousand of them wait for one.
  const socket = connect({ port, host: '127.0.0.1', ...(localAddress ? { localAddress } : {}) });
  const reader: Reader = {
    head: '',
    body: '',
    events: [],
    isClosed: false,
    socket,
    of: (name) => reader.events.filter(({ event }) => event === name),
    [Symbol.dispose]: () => void socket.destroy(),
  };
  let rest = '';
  const parse = createSseParser();
  if (raw) void writeApart(socket, raw);
  else socket.write(`${method} ${target} HTTP/1.1\r\nHost: test\r\n${headers}\r\n`);
  socket.on('data', (data) => {
    rest += data.toString();
    if (!reader.head) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      reader.head = rest.slice(0, end);
      rest = rest.slice(end + 4);
    }
    const end = rest.lastIndexOf('\n\n');
    if (end < 0) return;
    reader.body += rest.slice(0, end + 2);
    const events = parse(rest.slice(0, end + 2)).map(eventOf);
    reader.events.push(...events);
    events.forEach(onEvent);
    rest = rest.slice(end + 2);
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => (reader.isClosed = true));
  return reader;
}

function eventOf({ data, ...block }: SseBlock): SseEvent {
  return data === undefined ? block : { ...block, data: JSON.parse(data) as unknown };
}

/** The ids of the changes it was told. */
export const changesOf = (reader: Reader) => reader.of('change').map(({ id }) => id);

/** `fresh`, `delayed` or `stale`, by the last heartbeat. */
export const lastBeat = (reader: Reader) =>
  reader.body
    .match(/^: \S+ (\w+)$/gm)
    ?.at(-1)
    ?.split(' ')[2];

/** Each piece leaves by itself. */
async function writeApart(socket: Socket, pieces: string[]): Promise<void> {
  socket.setNoDelay(true);
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
