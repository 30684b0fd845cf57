import { readFileSync, writeFileSync } from 'node:fs';
import { minifySync } from 'rolldown/experimental';

const source = new URL('live.js', import.meta.url);
/** What the edge serves and the package ships. */
export const shipped = new URL('live.min.js', import.meta.url);

/** `live.js` without what only people need. It is kept beside its source, so that neither an edge nor a user of the package builds anything. */
export function minified(): string {
  const { code, errors } = minifySync('live.js', readFileSync(source, 'utf8'), { module: true });
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return `${code}\n`;
}

// run: node sse-gateway/client/minify.ts
if (import.meta.main) writeFileSync(shipped, minified());
