import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What the edge serves: one file for each purpose, so that a first visit asks for nothing else than `page`. */
export const scripts = ['page', 'push', 'worker'] as const;
export type Script = (typeof scripts)[number];

const shipped = (name: Script) => new URL(`${name}.min.js`, import.meta.url);

/** A script and all that it imports, small. It is kept beside its source, so that no edge builds anything. */
export async function bundled(name: Script): Promise<string> {
  const build = await rolldown({ input: fileURLToPath(new URL(`${name}.ts`, import.meta.url)), platform: 'browser', logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output[0].code.replace(/\n*$/, '\n');
}

/** Writes those that are not as the sources are; `npm run fix` does. */
export async function writeBundles(): Promise<void> {
  for (const name of scripts) {
    const code = await bundled(name);
    if (code !== shippedCode(name)) writeFileSync(shipped(name), code);
  }
}

export function shippedCode(name: Script): string {
  try {
    return readFileSync(shipped(name), 'utf8');
  } catch {
    return '';
  }
}
