import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundled, shippedCode } from './bundle.ts';

it('is shipped as it is written, without what makes HTML of Markdown', async () => {
  const code = shippedCode();
  expect(code === (await bundled()), 'run: npm run fix').toBe(true);
  expect(code).not.toContain('linkify');
  expect(gzipSync(code).length).toBeLessThan(16_000);
});
