import { fuzzDecoders } from './fuzz.ts';

/** `node proof/mesh-model/fuzz-main.ts [cases] [seed]`: the long run of mangled input. */
const cases = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
process.stdout.write(`${cases} mangled inputs, seed ${seed}: ${fuzzDecoders(cases, seed)} refused, the rest read, nothing thrown\n`);
