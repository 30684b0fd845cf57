import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { runProcess } from '@pharos/core/process';
import { migrateRegion } from '@pharos/region/migrations';
import { apiConfig } from './config.ts';
import { accountOptions } from './people/config.ts';
import { systemTxt } from './dns.ts';
import { openPools } from './pools.ts';
import { startApi } from './role.ts';

await runProcess({
  role: 'api',
  shape: apiConfig,
  start: async (kit, config, releasers) => {
    const pools = openPools(config.DATABASE_URL, config.DATABASE_POOL);
    releasers.push(() => pools[Symbol.asyncDispose]());
    await migrateRegion(pools.checks);
    const bus = connectNats({
      url: config.NATS_URL,
      name: 'api',
      onError: (error) => kit.log.warn({ err: error }, 'bus'),
      connection: ownNatsConnection(config),
    });
    releasers.push(() => bus[Symbol.asyncDispose]());
    const limits = {
      perKey: config.RATE_PER_KEY,
      perEdge: config.RATE_PER_EDGE,
      perAddress: config.RATE_PER_ADDRESS,
      trustProxy: config.TRUST_PROXY,
    };
    return startApi(kit, {
      pools,
      bus,
      host: config.HOST,
      port: config.API_PORT,
      limits,
      readerKeys: config.READER_KEYS,
      elsewhere: config.API_ELSEWHERE,
      signUpLimits: { byAddress: config.READER_KEYS !== undefined, smsPerDay: config.SMS_SIGN_UPS_PER_DAY },
      accounts: accountOptions(config),
      resolveTxt: config.DOMAIN_PROOF === 'dns' ? systemTxt() : undefined,
    });
  },
});
