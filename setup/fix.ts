import { steps } from './steps.ts';

await steps(['oxlint --type-aware --fix', 'oxfmt .']);
