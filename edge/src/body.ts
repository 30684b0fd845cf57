import type { Context } from 'hono';
import { accepts } from 'hono/accepts';

/** An answer that many get: it is compressed once, for as long as it is kept. */
export interface Body {
  type: string;
  text: string;
  gzipped(): Promise<Uint8Array<ArrayBuffer>>;
}

export function bodyOf(type: string, text: string): Body {
  let packed: Promise<Uint8Array<ArrayBuffer>> | undefined;
  return { type, text, gzipped: () => (packed ??= gzip(text)) };
}

/** Sends it as this visitor can read it. */
export async function send(c: Context, body: Body, status: 200 | 404 | 410 | 429 | 503 = 200): Promise<Response> {
  c.header('content-type', body.type);
  c.header('vary', 'Accept-Encoding', { append: true });
  const encoding = accepts(c, { header: 'Accept-Encoding', supports: ['gzip', 'identity'], default: 'identity' });
  if (encoding !== 'gzip' || body.text.length < worthPacking) return c.body(body.text, status);
  c.header('content-encoding', 'gzip');
  return c.body(await body.gzipped(), status);
}

// Below it a packet is a packet.
const worthPacking = 1_024;

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
