import { parseArgs } from 'node:util';
import { faults, simulateTakeover, type Fault } from './simulate.ts';

/**
 * The long run: `node proof/takeover-model/main.ts --seeds 10000`, of all faults in turn or of `--fault` alone, from `--from` on. Exit
 * 1 and the seed when a promise can be broken. It says what repeated most, of each fault.
 */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '700' }, from: { type: 'string' }, fault: { type: 'string' } },
});
const from = Number(values.from ?? Date.now() % 2 ** 31);
const chosen = values.fault === undefined ? faults : faults.filter((fault) => fault === values.fault);
const worst = new Map<Fault, { runs: number; repeated: number; takenOver: number; tookMs: number }>();
const began = performance.now();
for (let seed = from; seed < from + Number(values.seeds) && chosen.length > 0; seed++) {
  const fault = chosen[seed % chosen.length]!;
  const { broken, repeated, taken, tookMs } = await simulateTakeover({ seed, fault });
  if (broken.length > 0) {
    process.stdout.write(`seed ${seed}, ${fault}: ${broken.slice(0, 5).join('; ')}\n`);
    process.exitCode = 1;
    break;
  }
  const known = worst.get(fault) ?? { runs: 0, repeated: 0, takenOver: 0, tookMs: 0 };
  worst.set(fault, {
    runs: known.runs + 1,
    repeated: Math.max(known.repeated, repeated),
    takenOver: known.takenOver + taken,
    tookMs: Math.max(known.tookMs, tookMs),
  });
}
for (const [fault, { runs, repeated, takenOver, tookMs }] of worst)
  process.stdout.write(
    `${fault}: ${runs} runs, ${takenOver} notices taken over, at most ${repeated} messages twice in a run, all told within ${(tookMs / 1_000).toFixed(1)} s\n`,
  );
process.stdout.write(`seeds from ${from}, ${((performance.now() - began) / 1_000).toFixed(1)} s\n`);
process.exit(); // what still sleeps in the worlds that are over
