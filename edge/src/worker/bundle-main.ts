import { mkdir, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { bundledWorker } from './bundle.ts';

const folder = '.pharos/worker';

// What `wrangler` uploads: see deploy/workers.
const code = await bundledWorker();
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/worker.mjs`, code);
process.stdout.write(`${folder}/worker.mjs: ${Math.ceil(gzipSync(code).length / 1_024)} KB packed\n`);
