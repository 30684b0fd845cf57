import { expect, it } from 'vitest';
import { createSseParser } from './sse.ts';

it('reads events wherever the stream is torn', () => {
  const stream = 'retry: 100\n\nid: v1.a\nevent: hello\ndata: {"n":1}\n\n: comment\n\nid: v1.b\nevent: change\ndata: {"n":\ndata: 2}\n\n';
  const whole = [{ retry: '100' }, { id: 'v1.a', event: 'hello', data: '{"n":1}' }, {}, { id: 'v1.b', event: 'change', data: '{"n":\n2}' }];
  for (let size = 1; size <= stream.length; size++) {
    const parse = createSseParser();
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, n) => stream.slice(n * size, (n + 1) * size));
    expect(pieces.flatMap(parse)).toEqual(whole);
  }
});
