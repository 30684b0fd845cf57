import { writeFileSync } from 'node:fs';
import { openApiText } from './openapi.ts';
import { steps } from './steps.ts';

writeFileSync('docs/openapi.json', openApiText());
await steps(['oxlint --type-aware --fix', 'oxfmt .']);
