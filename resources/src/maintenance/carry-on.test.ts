import { expect, it } from 'vitest';
import { stepDue } from './carry-on.ts';

const planned = {
  status: 'scheduled',
  startsAt: '2026-03-01T02:00:00.000Z',
  endsAt: '2026-03-01T03:00:00.000Z',
  automatic: true,
  deleted: false,
} as const;
const at = (time: string) => `2026-03-01T${time}.000Z`;

it.each([
  ['nothing before its time', {}, at('01:59:59'), undefined],
  ['starts at its time', {}, at('02:00:00'), { to: 'in_progress', at: planned.startsAt, isMissed: false }],
  ['starts once', { status: 'in_progress' }, at('02:30:00'), undefined],
  ['ends at its time', { status: 'in_progress' }, at('03:00:00'), { to: 'completed', at: planned.endsAt, isMissed: false }],
  ['ends when it is being verified', { status: 'verifying' }, at('03:00:00'), { to: 'completed', at: planned.endsAt, isMissed: false }],
  ['ends once, and not when somebody has ended it', { status: 'completed' }, at('03:00:00'), undefined],
  ['is over in silence when all of it was missed', {}, at('04:00:00'), { to: 'completed', at: planned.endsAt, isMissed: true }],
  ['does nothing when people do it', { automatic: false }, at('04:00:00'), undefined],
  ['does nothing once it is removed', { deleted: true }, at('02:00:00'), undefined],
] as const)('%s', (_what, more, now, step) => {
  expect(stepDue({ ...planned, ...more }, now)).toEqual(step);
});
