import { steps } from './steps.ts';

// With arguments: only those tests. Without: everything, the cheapest first.
const chosen = process.argv.slice(2);
const all = ['tsc', 'oxlint --type-aware --deny-warnings', 'oxfmt --check .', 'knip', 'vitest run --no-color'];
await steps(chosen.length > 0 ? [`vitest run ${chosen.join(' ')}`] : all);
