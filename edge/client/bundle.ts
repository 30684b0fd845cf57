import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What the edge serves: one file for each purpose, so that a first visit asks for nothing else than `page`. */
const files = {
  page: { source: new URL('page.ts', import.meta.url), shipped: new URL('page.min.js', import.meta.url) },
  push: { source: new URL('push.ts', import.meta.url), shipped: new URL('push.min.js', import.meta.url) },
  worker: { source: new URL('worker.ts', import.meta.url), shipped: new URL('worker.min.js', import.meta.url) },
};
export type Script = keyof typeof files;
export const scripts = Object.keys(files) as Script[];

/** A script and all that it imports, small. It is kept beside its source, so that no edge builds anything. */
export async function bundled(name: Script): Promise<string> {
  const build = await rolldown({ input: fileURLToPath(files[name].source), platform: 'browser', logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output[0].code.replace(/\n*$/, '\n');
}

/** Writes those that are not as the sources are; `npm run fix` does. */
export async function writeBundles(): Promise<void> {
  for (const name of scripts) {
    const code = await bundled(name);
    if (code !== shippedCode(name)) writeFileSync(files[name].shipped, code);
  }
}

export function shippedCode(name: Script): string {
  try {
    return readFileSync(files[name].shipped, 'utf8');
  } catch {
    return '';
  }
}
