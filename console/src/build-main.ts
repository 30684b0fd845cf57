import { fileURLToPath } from 'node:url';
import { buildConsole } from './build.ts';

// run: npm run console:build
await buildConsole(fileURLToPath(new URL('../dist', import.meta.url)));
