// Lets Node run what k6 runs: its modules are answered by the adapter beside this file. For tests: `node --import ./adapter-hooks.mjs`.
import { registerHooks } from 'node:module';

const adapter = new URL('./adapter.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'k6' || specifier.startsWith('k6/')
      ? { url: `${adapter}?module=${specifier}`, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
});
