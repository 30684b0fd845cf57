import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from '@pharos/core/problem';
import type { Env } from '../../env.ts';
import { readForm } from './form.ts';
import { BadRequest } from './refusal.ts';

// As much as our own API takes.
const bytesMax = 160_000;

const tooLarge = () => {
  throw new Problem('too-large', `the body has more than ${bytesMax} bytes`);
};
const counted = bodyLimit({ maxSize: bytesMax, onError: tooLarge });

/** What was sent, as JSON or as a form; and where nobody says which, as what it looks like. Nothing sent is nothing said. */
export async function readBody(c: Context<Env>): Promise<Record<string, unknown>> {
  const { method } = c.req;
  if (method === 'GET' || method === 'HEAD') return {};
  if (Number(c.req.header('content-length') ?? 0) > bytesMax) tooLarge();
  if (c.req.header('content-length') === undefined && c.req.raw.body !== null) await counted(c, () => Promise.resolve());
  const text = textOf(await c.req.arrayBuffer());
  if (text.trim() === '') return {};
  const type = c.req.header('content-type')?.split(';')[0]!.trim().toLowerCase();
  const looksLikeJson = /^\s*[{[]/.test(text);
  if (type === 'application/json' || ((type === undefined || type === 'text/plain') && looksLikeJson)) return readJson(text);
  // What sends JSON with curl and says nothing of it says that it is a form.
  if (type === 'application/x-www-form-urlencoded' && looksLikeJson && isJson(text)) return readJson(text);
  if (type === undefined || type === 'text/plain' || type === 'application/x-www-form-urlencoded') {
    try {
      return readForm(text);
    } catch (error) {
      if (error instanceof Problem) throw new BadRequest(error.message);
      throw error;
    }
  }
  throw new Problem('unsupported', 'send the body as application/json or as application/x-www-form-urlencoded');
}

function textOf(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new BadRequest('the body is not encoded as UTF-8');
  }
}

function readJson(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRequest('the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadRequest('the body is no object');
  return value as Record<string, unknown>;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
