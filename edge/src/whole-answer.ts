import { STATUS_CODES } from 'node:http';
import type { Told } from './at-hand.ts';

const written = new WeakMap<Told, Uint8Array>();

/** An answer as it goes over the line, head and all; written once for all who get it. */
export function wholeAnswer(told: Told, now: () => number): Uint8Array {
  const known = written.get(told);
  if (known) return known;
  const { status, headers, body } = told;
  const lines = headers.filter(([name]) => name !== 'content-length').map(([name, value]) => `${name}: ${value}\r\n`);
  const length = status === 304 ? '' : `content-length: ${body?.byteLength ?? 0}\r\n`;
  const date = `date: ${new Date(now()).toUTCString()}\r\n`;
  const head = Buffer.from(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}${length}${date}connection: keep-alive\r\n\r\n`,
    'latin1',
  );
  const whole = body ? Buffer.concat([head, body]) : head;
  written.set(told, whole);
  return whole;
}
