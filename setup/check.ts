import { steps } from './steps.ts';

// What needs no server: types, lint, format, and what nobody uses.
await steps(['tsc', 'oxlint --type-aware --deny-warnings', 'oxfmt --check .', 'knip']);
