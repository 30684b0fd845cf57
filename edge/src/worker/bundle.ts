import { fileURLToPath } from 'node:url';
import { Problem } from '@pharos/core/problem';
import { rolldown, type Plugin } from 'rolldown';
import { clientFiles } from '../assets.ts';
import { readClient } from '../client-files.ts';

/** The worker and all that it imports, as one module; what a worker does not have is refused. */
export async function bundledWorker(entry: URL = new URL('main.ts', import.meta.url)): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(entry),
    platform: 'browser',
    plugins: [clientFilesInside, onlyMemory],
    logLevel: 'silent',
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  const [{ code, imports, dynamicImports }] = output;
  const left = [...imports, ...dynamicImports];
  if (left.length > 0) throw new Problem('invalid', `a worker has no ${left.join(', ')}`);
  return code;
}

const name = 'pharos:client-files';
const clientFilesInside: Plugin = {
  name: 'client files inside',
  resolveId: (asked) => (asked === name ? `\0${name}` : undefined),
  load: (id) =>
    id === `\0${name}`
      ? `export default ${JSON.stringify(Object.fromEntries(clientFiles.map((path) => [path, readClient(path)])))}`
      : undefined,
};

// The library comes with a door to every store there is, each of which wants something of Node.
const limiter = 'rate-limiter-flexible';
const onlyMemory: Plugin = {
  name: 'only memory',
  resolveId: (asked) => (asked === limiter ? `\0${limiter}` : undefined),
  load: (id) =>
    id === `\0${limiter}`
      ? `export { default as RateLimiterMemory } from '${fileURLToPath(import.meta.resolve(`${limiter}/lib/RateLimiterMemory.js`))}';
         export { default as RateLimiterRes } from '${fileURLToPath(import.meta.resolve(`${limiter}/lib/RateLimiterRes.js`))}';`
      : undefined,
};
