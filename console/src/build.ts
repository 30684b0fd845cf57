import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const configFile = fileURLToPath(new URL('../vite.config.ts', import.meta.url));

/** Makes the files that a browser is served, in this folder: it takes a second. */
export async function buildConsole(outDir: string): Promise<void> {
  await build({ configFile, build: { outDir } });
}
