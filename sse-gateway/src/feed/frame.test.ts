import { expect, it } from 'vitest';
import { encodeFrame } from './frame.ts';

it('a frame that is kept keeps nothing else alive', () => {
  const frame = encodeFrame('event: change\ndata: {"name":"Zürich"}\n\n');
  expect(new TextDecoder().decode(frame)).toContain('Zürich');
  expect(frame.buffer.byteLength).toBe(frame.byteLength);
});
