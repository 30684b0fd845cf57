import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One place of the source, and what stood there before. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

const today = fileURLToPath(new URL('../../../', import.meta.url));
const packages = ['core', 'resources', 'region', 'crdt-sync', 'api', 'sse-gateway', 'notifier', 'edge'];

/**
 * What the version before did not know: a plain field of a page (`private`), a list of an incident (its edited updates), a kind
 * of documents (texts), and two facts, of which one is a notice. Its tables are of today: they are migrated first.
 */
export const takenAway: Edit[] = [
  { file: 'resources/src/page/fields.ts', from: '  private: z.boolean().default(false),\n', to: '' },
  { file: 'resources/src/incident/resource.ts', from: ', b: IncidentEdit', to: '' },
  { file: 'resources/src/incident/fields.ts', from: "entries(IncidentEdit, fold, 'b', Uuid)", to: '[]' },
  { file: 'resources/src/registry.ts', from: 'return byKind.has(kind);', to: "return byKind.has(kind) && kind !== 'text';" },
  { file: 'resources/src/fact.ts', from: "z.literal('incident-edited')", to: "z.literal('not-yet')" },
  { file: 'resources/src/fact.ts', from: "z.literal('maintenance-updated')", to: "z.literal('not-yet-either')" },
];

/** The same without its defence: it does not mark the documents of which it shows only a part. */
export const withoutMarks: Edit[] = [
  { file: 'region/src/projection/project.ts', from: '      if (saysMore(kind, after)) unprojected.add(doc.id);\n', to: '' },
];

/** Today's sources with these edits, in a folder from which roles can be started. */
export async function makeVersion(root: string, edits: Edit[]): Promise<void> {
  await mkdir(join(root, 'node_modules', '@pharos'), { recursive: true });
  for (const name of packages) {
    const isRunning = (path: string) => !['test', 'bench', 'model', 'node_modules'].includes(basename(path));
    await cp(join(today, name), join(root, name), { recursive: true, filter: isRunning });
    await symlink(join(root, name), join(root, 'node_modules', '@pharos', name));
  }
  await cp(join(today, 'package.json'), join(root, 'package.json'));
  for (const name of await readdir(join(today, 'node_modules'))) {
    if (name !== '@pharos') await symlink(join(today, 'node_modules', name), join(root, 'node_modules', name));
  }
  for (const [file, text] of await edited(edits)) await writeFile(join(root, file), text);
}

/** Each edit finds exactly one place, or nobody knows any more what that version is. */
export async function edited(edits: Edit[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { file, from, to } of edits) {
    const [before, after, ...more] = (texts.get(file) ?? (await readFile(join(today, file), 'utf8'))).split(from);
    if (after === undefined || more.length > 0)
      throw new Error(`${file} has not exactly one ${JSON.stringify(from)}: adapt the edit to it`);
    texts.set(file, `${before}${to}${after}`);
  }
  return texts;
}
