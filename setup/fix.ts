import { writeFileSync } from 'node:fs';
import { operationTypes } from '@pharos/console/operations';
import { writeBundles } from '@pharos/edge/bundle';
import { clientOperations } from './client-operations.ts';
import { openApiText } from './openapi.ts';
import { steps } from './steps.ts';

const described = openApiText();
writeFileSync('docs/openapi.json', described);
writeFileSync('console/app/api/operations.d.ts', operationTypes(described));
writeFileSync('clients/typescript/src/operations.ts', clientOperations(described));
await steps(['oxlint --type-aware --fix', 'oxfmt .']);
// Of the sources as they are now.
await writeBundles();
