import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { openRedis } from '@pharos/core/outside/cache-redis';
import { openPostgres } from '@pharos/core/outside/postgres';
import { runProcess } from '@pharos/core/process';
import { gatewayConfig } from './config.ts';
import { startGateway } from './role.ts';

await runProcess({
  role: 'gateway',
  shape: gatewayConfig,
  start: async (kit, config, releasers) => {
    const onError = (error: unknown) => kit.log.warn({ err: error }, 'an outside service fails');
    const sql = openPostgres({ url: config.DATABASE_URL, max: config.DATABASE_POOL, name: `gateway-${kit.region}` });
    releasers.push(() => sql.end({ timeout: 1 }));
    const cache = openRedis({ url: config.REDIS_URL, name: `gateway-${kit.region}`, onError });
    releasers.push(() => cache[Symbol.asyncDispose]());
    const bus = connectNats({ url: config.NATS_URL, name: `gateway-${kit.region}`, onError, connection: ownNatsConnection(config) });
    releasers.push(() => bus[Symbol.asyncDispose]());
    return startGateway(kit, {
      sql,
      bus,
      cache,
      host: config.HOST,
      port: config.LIVE_PORT,
      publicUrl: config.LIVE_URL,
      engine: config.LIVE_ENGINE,
      threads: config.LIVE_THREADS,
      readersMax: config.READERS_MAX,
      readersPerAddressMax: config.READERS_PER_ADDRESS_MAX,
      readersPerPageMax: config.READERS_PER_PAGE_MAX,
      addressHeader: config.READERS_ADDRESS_HEADER,
      drainMs: config.LIVE_DRAIN_MS,
    });
  },
});
