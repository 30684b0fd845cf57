import { documentFaults, type Documents } from './documents.ts';
import { formatFaults } from './format.ts';
import type { HclFile } from './hcl.ts';
import { houseFaults } from './house.ts';
import { moduleFaults } from './modules.ts';
import { schemaFaults } from './providers.ts';
import { referenceFaults } from './references.ts';
import type { ProviderSchema } from './schema.ts';

/** What can be seen in one file, without a cloud and without the providers themselves. */
export function faultsIn(file: HclFile, schemas: ProviderSchema[]): string[] {
  return [...formatFaults(file), ...schemaFaults(file, schemas), ...houseFaults(file, schemas)];
}

/** What can be seen in all of them together. */
export function faultsAmong(files: HclFile[], schemas: ProviderSchema[], documents: Documents): string[] {
  return [...referenceFaults(files, schemas), ...moduleFaults(files), ...documentFaults(files, documents)];
}
