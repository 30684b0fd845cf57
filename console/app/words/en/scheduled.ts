import type { Shape } from '../shape.ts';

export const scheduled = {
  title: 'Scheduled',
  held: 'Waits for you: it has no time, or could not be published when its time came',
  silent: 'subscribers are not told',
  ofGone: 'An incident that is not among the latest',
  edit: 'Edit',
  now: 'Publish now',
  callOff: 'Call off',
  callOffSure: 'Call it off? What it says is gone.',
} as const satisfies Shape;
