import { natsConfig, port, postgresConfig, redisConfig } from '@pharos/core/config';
import { readerKeysConfig } from '@pharos/core/reader-token';
import { z } from 'zod';

const count = (fallback: number, describe: string) => z.coerce.number().int().min(1).default(fallback).describe(describe);

export const gatewayConfig = {
  ...postgresConfig,
  ...natsConfig,
  ...redisConfig,
  ...readerKeysConfig,
  LIVE_PORT: port('Port of the live streams').default(8081),
  LIVE_URL: z.url().optional().describe('Where readers reach this gateway; without it its own address'),
  LIVE_ENGINE: z
    .enum(['auto', 'portable', 'linux'])
    .default('auto')
    .describe(
      'Who holds the sockets: Node (`portable`), threads of our own over epoll (`linux`, glibc only), or whichever runs here (`auto`)',
    ),
  LIVE_THREADS: z.coerce.number().int().min(0).max(256).default(0).describe('Threads of the `linux` engine; 0: one for each core'),
  LIVE_RUN_DIR: z
    .string()
    .optional()
    .describe('Folder in which a gateway and its successor on this host find each other: a deploy then drops no reader (`linux` engine)'),
  LIVE_HAND_OVER_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(600_000)
    .default(3_000)
    .describe(
      'Longest hand-over to a successor; its last fifth is for closing, a few at a time, who could not be handed over. `STOP_MS` must be above it',
    ),
  READERS_MAX: count(200_000, 'Most readers of this gateway; beyond it they are sent to polling'),
  READERS_PER_ADDRESS_MAX: count(2_000, 'Most readers behind one address (an IPv6 /64 counts as one)'),
  READERS_PER_PAGE_MAX: count(200_000, 'Most readers of one page on this gateway'),
  LIVE_MEMORY_MAX_MB: z.coerce
    .number()
    .int()
    .min(64)
    .optional()
    .describe('Megabytes above which readers are sent to polling; without it three quarters of the machine or container'),
  READERS_ADDRESS_HEADER: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+$/)
    .optional()
    .describe("Header in which your own proxy writes the visitor's address, e.g. `x-forwarded-for`"),
  LIVE_CANARY_URL: z
    .url()
    .optional()
    .describe('The stream of one page as visitors reach it, `https://…/live/<page id>`: this gateway reads and measures it'),
  LIVE_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(2_500)
    .describe('Over how long readers are closed when this gateway stops'),
};
