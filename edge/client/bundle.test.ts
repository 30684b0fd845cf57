import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { bundled, scripts, shippedCode } from './bundle.ts';

it('is shipped as it is written, without what makes HTML of Markdown', async () => {
  for (const name of scripts) {
    const code = shippedCode(name);
    expect(code === (await bundled(name)), 'run: npm run fix').toBe(true);
    expect(code).not.toContain('linkify');
    // A page is read on a telephone; what only those load who ask for it is smaller still.
    expect(gzipSync(code).length).toBeLessThan(name === 'page' ? 16_000 : 2_000);
  }
});

it('the worker is no module, as older browsers want it', () => {
  expect(shippedCode('worker')).not.toMatch(/^(?:import|export)\b|\bexport\{/m);
});
