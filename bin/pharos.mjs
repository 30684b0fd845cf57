#!/usr/bin/env node
// `npx pharos <command>`: finds the pinned Node and hands the words to the commands of the package they name.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const runtime = join(root, 'node_modules', 'node', 'bin', 'node');
if (!existsSync(runtime)) {
  process.stderr.write('not set up yet: run "npm start" or "npm test" once\n');
  process.exit(1);
}
// What Node made of our files the last time: a command starts in half the time.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'), ...process.env };
const done = spawnSync(runtime, [join(root, 'setup', 'pharos.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exit(done.status ?? 1);
