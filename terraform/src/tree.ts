import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ProviderSchema } from './schema.ts';

const root = join(import.meta.dirname, '..');

export const schemaFolder = join(root, 'schemas');

export interface Folder {
  /** As it is named within `terraform/`: `modules/region`. */
  path: string;
  files: { path: string; text: string }[];
}

/** Every folder that holds HCL, tests included. */
export function terraformFolders(): Folder[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.(tf|tfvars|hcl)$/.test(path) && !/(^|\/)\.terraform/.test(path),
  );
  const folders = new Map<string, Folder>();
  for (const path of paths.toSorted()) {
    const folder = relative(root, join(root, path, '..'));
    const found = folders.get(folder) ?? { path: folder, files: [] };
    found.files.push({ path, text: readFileSync(join(root, path), 'utf8') });
    folders.set(folder, found);
  }
  return [...folders.values()];
}

export function providerSchemas(): ProviderSchema[] {
  return ['aws', 'cloudflare'].map((name) => JSON.parse(readFileSync(join(schemaFolder, `${name}.json`), 'utf8')) as ProviderSchema);
}
