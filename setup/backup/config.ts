import { commonConfig, postgresConfig } from '@pharos/core/config';
import { z } from 'zod';

// A key that is shorter could be guessed by whoever holds the files.
const keyMin = 32;

/** What `pharos backup` reads. */
export const backupConfig = {
  REGION: commonConfig.REGION,
  DATABASE_URL: postgresConfig.DATABASE_URL,
  BACKUP_URL: z
    .string()
    .regex(/^(file:\/\/\/\S+|s3:\/\/[a-z0-9][a-z0-9.-]{1,62}(\/\S*)?)$/, 'must be file:///folder or s3://bucket/prefix')
    .describe('Where backups go: `s3://bucket/prefix` in another region, or `file:///folder`'),
  BACKUP_KEY: z
    .string()
    .min(keyMin)
    .describe(
      `What they are encrypted with (AES-256), ${keyMin} characters at least. Keep it elsewhere: without it they are worth nothing`,
    ),
  BACKUP_PG_DATA: z.string().startsWith('/').describe("The data folder of the region's Postgres"),
  BACKUP_PG_SOCKETS: z.string().startsWith('/').default('/var/run/postgresql').describe('Where its socket is'),
  BACKUP_PG_USER: z.string().default('postgres').describe('As whom pgBackRest signs in there'),
  BACKUP_FILES: z
    .string()
    .default('')
    .transform((text) => text.split(/\s+/).filter(Boolean))
    .pipe(z.array(z.string().startsWith('/')).max(100))
    .describe('Files of configuration and secrets that are backed up as well, spaces between'),
  BACKUP_POINT_DAYS: z.coerce.number().int().min(1).max(90).default(7).describe('So many days back, any moment can be restored'),
  BACKUP_DAYS: z.coerce.number().int().min(1).max(400).default(30).describe('Days for which daily backups are kept'),
  BACKUP_DUMP_DAYS: z.coerce.number().int().min(1).max(3_650).default(90).describe('Days for which weekly dumps are kept'),
  BACKUP_SPACE: z.string().startsWith('/').default('/var/tmp').describe('Where a rehearsal restores to: room for the whole database'),
  BACKUP_S3_REGION: z.string().min(1).default('us-east-1').describe('Region of the bucket'),
  BACKUP_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of an S3-compatible store; not set: Amazon’s'),
  BACKUP_S3_ACCESS_KEY_ID: z.string().optional().describe('Its key; not set: the role of the machine'),
  BACKUP_S3_SECRET_ACCESS_KEY: z.string().optional().describe('The secret of that key'),
};

export type BackupSettings = z.infer<z.ZodObject<typeof backupConfig>>;
