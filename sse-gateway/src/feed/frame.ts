import type { PageEvent } from '@pharos/resources/fact';
import { bodiesOf } from './bodies.ts';

/** How far the gateway's own knowledge of a page can be trusted right now; `apart`: it is all that this region knows, and it has heard of no other since then. */
export type Freshness = 'fresh' | 'delayed' | 'stale' | `apart@${string}`;

export interface Hello {
  region: string;
  gateway: string;
  version: string;
  /** How often to ask for the View when streams do not work. */
  pollMs: number;
}

/** The first event of a stream. With `id`, a reader that came without one can resume from here. */
export function helloFrame(hello: Hello, id?: string): string {
  return `${id ? `id: ${id}\n` : ''}event: hello\ndata: ${JSON.stringify(hello)}\n\n`;
}

/** All that one Change did to the page, atomic. The id is the reader's version once it has applied it. */
export function changeFrame(event: PageEvent, id: string): string {
  return `id: ${id}\nevent: change\ndata: ${changeData(event, id)}\n\n`;
}

export function changeData({ page, at, facts, patch }: PageEvent, version: string): string {
  return JSON.stringify({ page, version, at, facts, patch, html: bodiesOf({ facts, patch }) });
}

export type ResetReason = 'behind' | 'pruned' | 'ahead' | 'unknown-id';

/** What this reader missed cannot be sent: take the View again. Changes after `version` follow in this stream. */
export function resetFrame(version: string, reason: ResetReason): string {
  return `id: ${version}\nevent: reset\ndata: ${JSON.stringify({ version, reason })}\n\n`;
}

/** A comment: every client ignores it, and those that read it learn how fresh the page is. */
export function heartbeatFrame(at: number, freshness: Freshness): string {
  return `: ${new Date(at).toISOString()} ${freshness}\n\n`;
}

/** The last thing before a close: when to come back. */
export function retryFrame(ms: number): string {
  return `retry: ${Math.round(ms)}\n\n`;
}

const encoder = new TextEncoder();

/** Bytes of their own: a piece of one of Node's large buffers would keep all of that one for as long as the frame is kept. */
export function encodeFrame(text: string): Uint8Array {
  return encoder.encode(text);
}
