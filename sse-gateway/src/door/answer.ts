const names: Record<number, string> = {
  200: 'OK',
  204: 'No Content',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  505: 'HTTP Version Not Supported',
};

// Anybody may listen to a public page, from any site; nothing here depends on cookies.
const open = 'Access-Control-Allow-Origin: *\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n';

/** Head of a stream: no length and no chunks, so that one encoded frame is the same bytes for every reader; the close ends it. */
export const streamHead = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store, no-transform\r\nX-Accel-Buffering: no\r\n${open}\r\n`,
);

/** A stream that is over at once: what its reader is told, and when to come back. Never an error: it would end an EventSource. */
export function sentAway(told: { region: string; gateway: string; full: string; pollMs: number }, lastWord: Uint8Array): Buffer {
  return Buffer.concat([streamHead, Buffer.from(`event: hello\ndata: ${JSON.stringify(told)}\n\n`), lastWord]);
}

/** A whole answer, after which the connection is closed. */
export function answer(status: number, body: unknown, { isHead = false, headers = '' } = {}): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = body === undefined ? '' : 'Content-Type: application/json\r\n';
  const head = `HTTP/1.1 ${status} ${names[status]}\r\n${type}Content-Length: ${Buffer.byteLength(text)}\r\nCache-Control: no-store\r\n${headers}${open}\r\n`;
  return Buffer.from(isHead ? head : head + text);
}

export function refuse(status: number, why: string): Buffer {
  return answer(status, { title: why, status }, { headers: status === 405 ? 'Allow: GET, HEAD, OPTIONS\r\n' : '' });
}

/** A browser asks first when a page adds headers of its own; a day is as long as browsers remember it. */
export const preflight = answer(204, undefined, {
  headers:
    'Access-Control-Allow-Methods: GET, HEAD\r\nAccess-Control-Allow-Headers: Last-Event-ID, Accept, Authorization, Cache-Control\r\nAccess-Control-Max-Age: 86400\r\n',
});
