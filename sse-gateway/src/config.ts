import { natsConfig, port, postgresConfig, redisConfig } from '@pharos/core/config';
import { z } from 'zod';

const count = (fallback: number, describe: string) => z.coerce.number().int().min(1).default(fallback).describe(describe);

export const gatewayConfig = {
  ...postgresConfig,
  ...natsConfig,
  ...redisConfig,
  LIVE_PORT: port('Port of the live streams').default(8081),
  LIVE_URL: z.url().optional().describe('Where readers reach this gateway; without it its own address'),
  LIVE_ENGINE: z
    .enum(['auto', 'portable', 'linux'])
    .default('auto')
    .describe(
      'Who holds the sockets: Node (`portable`), threads of our own over epoll (`linux`, glibc only), or whichever runs here (`auto`)',
    ),
  LIVE_THREADS: z.coerce.number().int().min(0).max(256).default(0).describe('Threads of the `linux` engine; 0: one for each core'),
  READERS_MAX: count(200_000, 'Most readers of this gateway; beyond it they are sent to polling'),
  READERS_PER_ADDRESS_MAX: count(2_000, 'Most readers behind one address (an IPv6 /64 counts as one)'),
  READERS_PER_PAGE_MAX: count(200_000, 'Most readers of one page on this gateway'),
  READERS_ADDRESS_HEADER: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9-]+$/)
    .optional()
    .describe("Header in which your own proxy writes the visitor's address, e.g. `x-forwarded-for`"),
  LIVE_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(2_500)
    .describe('Over how long readers are closed when this gateway stops'),
};
