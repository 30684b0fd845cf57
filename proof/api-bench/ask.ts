import { Agent, request } from 'node:http';
import { Problem } from '@pharos/core/problem';

export type Ask = (
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<{ status: number; text: string; /** Where the answer came from. */ cache: string | undefined }>;

/** Somebody with a key, who keeps his connections. */
export function askOf(url: string, key: string): Ask & Disposable {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const { hostname, port } = new URL(url);
  const ask: Ask = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const text = body && JSON.stringify(body);
      const sent = {
        authorization: `Bearer ${key}`,
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      };
      const asked = request({ agent, hostname, port, method, path, headers: sent }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('end', () =>
          resolve({ status: answer.statusCode!, text: Buffer.concat(parts).toString(), cache: answer.headers['x-cache']?.toString() }),
        );
      });
      asked.once('error', reject);
      asked.end(text);
    });
  return Object.assign(ask, { [Symbol.dispose]: () => agent.destroy() });
}

/** Of what must have been done. */
export function made({ status, text }: Awaited<ReturnType<Ask>>): Record<string, unknown> {
  if (status >= 300) throw new Problem('unavailable', `the API answers ${status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Record<string, unknown>;
}
