import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { openRedisCounts } from '@pharos/core/outside/counts-redis';
import { openRedis } from '@pharos/core/outside/cache-redis';
import { runProcess } from '@pharos/core/process';
import { migrateRegion } from '@pharos/region/migrations';
import { apiConfig } from './config.ts';
import { accountOptions } from './people/config.ts';
import { systemTxt } from './dns.ts';
import { openPools } from './pools.ts';
import { startApi } from './role.ts';
import { tiersOf } from './tiers.ts';

await runProcess({
  role: 'api',
  shape: apiConfig,
  start: async (kit, config, releasers) => {
    const classes = {
      incidents: config.LIMIT_INCIDENTS,
      components: config.LIMIT_COMPONENTS,
      subscribers: config.LIMIT_SUBSCRIBERS,
      reads: config.LIMIT_READS,
    };
    const pools = openPools(config.DATABASE_URL, config.DATABASE_POOL, classes, {
      urls: config.DATABASE_REPLICA_URLS,
      max: config.REPLICA_POOL,
    });
    releasers.push(() => pools[Symbol.asyncDispose]());
    await migrateRegion(pools.checks);
    const bus = connectNats({
      url: config.NATS_URL,
      name: 'api',
      onError: (error) => kit.log.warn({ err: error }, 'bus'),
      connection: ownNatsConnection(config),
    });
    releasers.push(() => bus[Symbol.asyncDispose]());
    const cache =
      config.REDIS_URL === undefined
        ? undefined
        : openRedis({ url: config.REDIS_URL, name: 'api', onError: (error) => kit.log.warn({ err: error }, 'cache') });
    const counts =
      config.REDIS_URL === undefined
        ? undefined
        : openRedisCounts({ url: config.REDIS_URL, name: 'api-counts', onError: (error) => kit.log.debug({ err: error }, 'counts') });
    for (const each of [cache, counts]) if (each) releasers.push(() => each[Symbol.asyncDispose]());
    const limits = {
      perKey: config.RATE_PER_KEY,
      perEdge: config.RATE_PER_EDGE,
      perAddress: config.RATE_PER_ADDRESS,
      trustProxy: config.TRUST_PROXY,
      tiers: tiersOf(config),
    };
    return startApi(kit, {
      pools,
      bus,
      cache,
      counts,
      classes,
      shedAtLagMs: config.SHED_AT_LAG_MS,
      answersBytesMax: config.ANSWERS_MEMORY_MB * 1_048_576,
      host: config.HOST,
      port: config.API_PORT,
      limits,
      readerKeys: config.READER_KEYS,
      elsewhere: config.API_ELSEWHERE,
      consoleFolder: config.CONSOLE_FOLDER,
      chatStandIns: config.CHAT_STAND_INS,
      signUpLimits: { byAddress: config.READER_KEYS !== undefined, smsPerDay: config.SMS_SIGN_UPS_PER_DAY },
      accounts: accountOptions(config),
      resolveTxt: config.DOMAIN_PROOF === 'dns' ? systemTxt() : undefined,
    });
  },
});
