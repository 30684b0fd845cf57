import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { openRedis } from '@pharos/core/outside/cache-redis';
import { runProcess } from '@pharos/core/process';
import { edgeConfig } from './config.ts';
import { startEdge } from './role.ts';

await runProcess({
  role: 'edge',
  shape: edgeConfig,
  start: async (kit, config, releasers) => {
    const onError = (error: unknown) => kit.log.warn({ err: error }, 'an outside service fails');
    const cache = openRedis({ url: config.REDIS_URL, name: `edge-${kit.region}`, onError });
    releasers.push(() => cache[Symbol.asyncDispose]());
    const bus = connectNats({ url: config.NATS_URL, name: `edge-${kit.region}`, onError, connection: ownNatsConnection(config) });
    releasers.push(() => bus[Symbol.asyncDispose]());
    return startEdge(kit, {
      bus,
      cache,
      host: config.HOST,
      port: config.EDGE_PORT,
      upstreams: config.API_UPSTREAMS,
      peers: config.EDGE_PEERS ?? [],
      originTimeoutMs: config.ORIGIN_TIMEOUT_MS,
      addressHeader: config.READERS_ADDRESS_HEADER,
      readerKeys: config.READER_KEYS,
      securityContact: config.SECURITY_CONTACT,
      pushKey: config.VAPID_PUBLIC_KEY,
    });
  },
});
