import { readFileSync } from 'node:fs';
import type { ReadClient } from './assets.ts';

export const readClient: ReadClient = (path) => readFileSync(new URL(`../client/${path}`, import.meta.url), 'utf8');
