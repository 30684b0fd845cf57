import { expect, it } from 'vitest';
import { parseTraceparent, traceContext, travelling, TravellingContext } from './traces.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

it('a traceparent is read as the standard says', () => {
  expect(parseTraceparent(`00-${trace}-${span}-01`)).toEqual({ traceId: trace, spanId: span, isSampled: true });
  expect(parseTraceparent(`00-${trace}-${span}-00`)).toMatchObject({ isSampled: false });
  expect(parseTraceparent(`cc-${trace}-${span}-03-what-comes-later`)).toMatchObject({ isSampled: true });
  expect(traceContext({ traceId: trace, spanId: span, isSampled: true })).toBe(`00-${trace}-${span}-01`);
});

it.each([
  ['', 'empty'],
  ['hello', 'no traceparent'],
  [`00-${trace}-${span}-01-more`, 'version 00 has nothing behind its flags'],
  [`ff-${trace}-${span}-01`, 'version ff is none'],
  [`00-${trace.toUpperCase()}-${span}-01`, 'capitals'],
  [`00-${'0'.repeat(32)}-${span}-01`, 'a trace of zeros'],
  [`00-${trace}-${'0'.repeat(16)}-01`, 'a span of zeros'],
  [`cc-${trace}-${span}-01-${'x'.repeat(300)}`, 'too long to be looked at'],
  [`00-${trace}\n-${span}-01`, 'a line end'],
])('%j is passed over: %s', (header) => {
  expect(parseTraceparent(header)).toBeUndefined();
});

it('what travels with a Change and is no context is none, and spoils nothing', () => {
  expect(TravellingContext.parse(`00-${trace}-${span}-01`)).toBe(`00-${trace}-${span}-01`);
  for (const wrong of [undefined, null, 7, 'x'.repeat(1_000), { a: 1 }]) {
    expect(TravellingContext.parse(wrong)).toBeUndefined();
    expect(travelling(wrong)).toBeUndefined();
  }
});
