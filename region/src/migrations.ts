import { fileURLToPath } from 'node:url';

/** The region's tables: migration set `region`. */
export const migrationsFolder = fileURLToPath(new URL('../migrations', import.meta.url));
