import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBinding } from './bindings.ts';
import { readFolders } from './hcl.ts';
import type { BlockSchema, ProviderSchema } from './schema.ts';
import { schemaFolder, terraformFolders } from './tree.ts';

/**
 * Writes `terraform/schemas/*.json`: what the providers take, of those types alone that our modules use. Run it by hand, with a
 * network, when a module begins to use another type or the providers get another version:
 *
 *   node_modules/.bin/node terraform/src/extract-main.ts
 *
 * The bindings (40 MB) are packed into a temporary folder and are no dependency of ours.
 */
const sources = [
  { name: 'aws', provider: 'hashicorp/aws', bindings: '@cdktn/provider-aws@24.1.0' },
  { name: 'cloudflare', provider: 'cloudflare/cloudflare', bindings: '@cdktf/provider-cloudflare@13.9.1' },
];

const used = await typesUsed();
for (const source of sources) {
  const folder = mkdtempSync(join(tmpdir(), 'bindings-'));
  try {
    const packed = execFileSync('npm', ['pack', source.bindings, '--silent', '--pack-destination', folder], { encoding: 'utf8' }).trim();
    execFileSync('tar', ['xzf', packed], { cwd: folder });
    const schema = extract(source, join(folder, 'package', 'lib'));
    writeFileSync(join(schemaFolder, `${source.name}.json`), `${JSON.stringify(schema, null, 1)}\n`);
    const count = Object.keys(schema.resources).length + Object.keys(schema.data).length;
    process.stdout.write(`${source.provider} ${schema.version}: ${count} types\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
process.stdout.write('now: npm run fix\n');

async function typesUsed(): Promise<{ resources: string[]; data: string[] }> {
  const files = await readFolders(terraformFolders());
  const names = (kind: 'resource' | 'data') => [...new Set(files.flatMap(({ body }) => Object.keys(body[kind] ?? {})))].toSorted();
  return { resources: names('resource'), data: names('data') };
}

function extract({ name, provider, bindings }: (typeof sources)[number], lib: string): ProviderSchema {
  const read = (folder: string): BlockSchema => {
    const file = (kind: string) => join(lib, folder, `index.${kind}`);
    if (!existsSync(file('d.ts'))) throw new Error(`${bindings} knows no ${folder}`);
    return readBinding(readFileSync(file('d.ts'), 'utf8'), readFileSync(file('js'), 'utf8'));
  };
  const all = (types: string[], before: string) =>
    Object.fromEntries(
      types
        .filter((type) => type.startsWith(`${name}_`))
        .map((type) => [type, read(`${before}${type.slice(before ? 0 : name.length + 1).replaceAll('_', '-')}`)]),
    );
  const version = /registry\.terraform\.io\/providers\/\w+\/\w+\/([\d.]+)\/docs/.exec(
    readFileSync(join(lib, 'provider', 'index.d.ts'), 'utf8'),
  )?.[1];
  return {
    provider,
    version: version!,
    bindings,
    settings: settingsOf(read('provider')),
    resources: all(used.resources, ''),
    data: all(used.data, 'data-'),
  };
}

// A provider's settings are hundreds of addresses; what is nested in them is left out but for the tags.
function settingsOf({ attributes, blocks }: BlockSchema): BlockSchema {
  return {
    attributes,
    blocks: Object.fromEntries(Object.entries(blocks).filter(([name]) => ['assume_role', 'default_tags'].includes(name))),
  };
}
