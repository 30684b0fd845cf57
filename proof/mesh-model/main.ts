import { parseArgs } from 'node:util';
import { runModel } from './run-model.ts';

/** The long run: `node proof/mesh-model/main.ts --runs 100000`. Exit 1 and the counterexample when a promise can be broken; `--seed` and `--path` bring one back. */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '5000' }, seed: { type: 'string' }, path: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const began = performance.now();
try {
  await runModel({ runs: Number(values.runs), seed, path: values.path });
  process.stdout.write(`${values.runs} runs, seed ${seed}: every promise held (${((performance.now() - began) / 1_000).toFixed(1)} s)\n`);
} catch (error) {
  const { cause, message } = error as Error;
  process.stdout.write(`${(cause as Error | undefined)?.message ?? ''}\n${message}\n`);
  process.exitCode = 1;
}
