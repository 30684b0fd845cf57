import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { openRedis } from '@pharos/core/outside/cache-redis';
import { openPostgres } from '@pharos/core/outside/postgres';
import { runProcess } from '@pharos/core/process';
import { gatewayConfig } from './config.ts';
import { descriptorRoom } from './door/room-for-readers.ts';
import { startGateway } from './role.ts';

await runProcess({
  role: 'gateway',
  shape: gatewayConfig,
  start: async (kit, config, releasers) => {
    const onError = (error: unknown) => kit.log.warn({ err: error }, 'an outside service fails');
    const openSql = () => openPostgres({ url: config.DATABASE_URL, max: config.DATABASE_POOL, name: `gateway-${kit.region}` });
    let sql = openSql();
    releasers.push(() => sql.end({ timeout: 1 }));
    const cache = openRedis({ url: config.REDIS_URL, name: `gateway-${kit.region}`, onError });
    releasers.push(() => cache[Symbol.asyncDispose]());
    const bus = connectNats({ url: config.NATS_URL, name: `gateway-${kit.region}`, onError, connection: ownNatsConnection(config) });
    releasers.push(() => bus[Symbol.asyncDispose]());
    const room = descriptorRoom();
    if (room && room.readers < config.READERS_MAX) {
      kit.log.warn({ readersMax: room.readers }, 'the limit of open files is below READERS_MAX: readers beyond it are sent to polling');
    }
    return startGateway(kit, {
      sql,
      reopenSql: () => (sql = openSql()),
      bus,
      cache,
      host: config.HOST,
      port: config.LIVE_PORT,
      publicUrl: config.LIVE_URL,
      engine: config.LIVE_ENGINE,
      threads: config.LIVE_THREADS,
      readersMax: Math.min(config.READERS_MAX, room?.readers ?? Infinity),
      connectionsMax: room?.connections,
      memoryMaxBytes: config.LIVE_MEMORY_MAX_MB === undefined ? undefined : config.LIVE_MEMORY_MAX_MB * 1_048_576,
      readersPerAddressMax: config.READERS_PER_ADDRESS_MAX,
      readersPerPageMax: config.READERS_PER_PAGE_MAX,
      addressHeader: config.READERS_ADDRESS_HEADER,
      drainMs: config.LIVE_DRAIN_MS,
      readerKeys: config.READER_KEYS,
      runDir: config.LIVE_RUN_DIR,
      handOverMs: config.LIVE_HAND_OVER_MS,
      canaryUrl: config.LIVE_CANARY_URL,
    });
  },
});
