export { createPharos, type Answer, type Given, type Item, type OperationId, type Pharos, type PharosOptions } from './client.ts';
export { NoRegionAnswers, PharosError } from './errors.ts';
export type { Operations } from './operations.ts';
