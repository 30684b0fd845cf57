import { writeFileSync } from 'node:fs';
import { files } from './boards.ts';

for (const { file, text } of files) writeFileSync(file, text);
