import { expect, it } from 'vitest';
import { dueOf } from './due.ts';

const at = '2026-03-01T02:00:00.000Z';

it.each([
  ['not without a time', null, '2026-03-01T02:00:00.000Z', 'not'],
  ['not before it', at, '2026-03-01T01:59:59.999Z', 'not'],
  ['at its time', at, '2026-03-01T02:00:00.000Z', 'now'],
  ['after a while in which nobody was there to do it', at, '2026-03-01T03:00:00.000Z', 'now'],
  ['no more when it may not be true any longer', at, '2026-03-01T03:00:00.001Z', 'late'],
] as const)('what is written to be published is due %s', (_what, publishAt, now, due) => {
  expect(dueOf(publishAt, now)).toBe(due);
});
