import type { ObjectStore } from '@pharos/core/outside/object-store';
import { openObjectStore } from '@pharos/core/outside/open-object-store';
import type { z } from 'zod';
import type { archiveConfig } from './archive-config.ts';

/** What the configuration says of the archive. Undefined: nothing, so that nothing may be forgotten. */
export async function openArchiveStore(config: z.infer<z.ZodObject<typeof archiveConfig>>): Promise<ObjectStore | 'forget' | undefined> {
  if (config.ARCHIVE_URL === undefined) return undefined;
  if (config.ARCHIVE_URL === 'none') return 'forget';
  return openObjectStore({
    url: config.ARCHIVE_URL,
    region: config.ARCHIVE_S3_REGION,
    endpoint: config.ARCHIVE_S3_ENDPOINT,
    accessKeyId: config.ARCHIVE_S3_ACCESS_KEY_ID,
    secretAccessKey: config.ARCHIVE_S3_SECRET_ACCESS_KEY,
  });
}
