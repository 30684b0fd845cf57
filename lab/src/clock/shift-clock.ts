// Loaded before a role's program (`node --import`): all that asks this process for the time is told a shifted one, as on a machine whose
// clock is wrong. The role knows nothing of it. Time that never jumps (timers, `performance.now`) stays as it is, as it does there.
import { offsetFromFile } from './clock-file.ts';

const path = process.env['LAB_CLOCK_FILE'];
if (path !== undefined) shift(offsetFromFile(path, () => performance.now()));

function shift(offsetMs: () => number): void {
  const trueNow = Date.now;
  Date.now = () => trueNow() + Math.trunc(offsetMs());
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [Date.now()] : args, made) as Date,
    apply: () => new Date().toString(),
  });
}
