import { z } from 'zod';

// People ask for a year back. Less than a month would be gone before anybody asks for it.
const keepDaysDefault = 365;

export const archiveConfig = {
  ARCHIVE_URL: z
    .string()
    .regex(/^(file:\/\/\/\S+|s3:\/\/[a-z0-9][a-z0-9.-]{1,62}(\/\S*)?|none)$/, 'must be file:///folder, s3://bucket/prefix or none')
    .optional()
    .describe(
      'Where days of the log are kept once every region has them: `file:///folder`, `s3://bucket/prefix`, or `none` to drop them without a copy. Not set: the log stays in the database',
    ),
  ARCHIVE_KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(30)
    .max(3_650)
    .default(keepDaysDefault)
    .describe('Days after which archived days are removed'),
  ARCHIVE_S3_REGION: z.string().min(1).default('us-east-1').describe('Region of the bucket'),
  ARCHIVE_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of an S3-compatible store; not set: Amazon’s'),
  ARCHIVE_S3_ACCESS_KEY_ID: z
    .string()
    .optional()
    .describe('Its key; not set: the SDK’s own chain (environment, profile, role of the machine)'),
  ARCHIVE_S3_SECRET_ACCESS_KEY: z.string().optional().describe('The secret of that key'),
};
