import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** What the edge serves: one file, so that a first visit asks for nothing else. */
export const shipped = new URL('page.min.js', import.meta.url);

/** `page.ts` and all that it imports, small. It is kept beside its source, so that no edge builds anything. */
export async function bundled(): Promise<string> {
  const build = await rolldown({ input: fileURLToPath(new URL('page.ts', import.meta.url)), platform: 'browser', logLevel: 'silent' });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output[0].code.replace(/\n*$/, '\n');
}

/** Writes it where it is not as the sources are; `npm run fix` does. */
export async function writeBundle(): Promise<void> {
  const code = await bundled();
  if (code !== shippedCode()) writeFileSync(shipped, code);
}

export function shippedCode(): string {
  try {
    return readFileSync(shipped, 'utf8');
  } catch {
    return '';
  }
}
