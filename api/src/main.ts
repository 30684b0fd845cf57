import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { migrate } from '@pharos/core/outside/migrate';
import { openPostgres } from '@pharos/core/outside/postgres';
import { runProcess } from '@pharos/core/process';
import { migrationsFolder } from '@pharos/crdt-sync';
import { apiConfig } from './config.ts';
import { startApi } from './role.ts';

await runProcess({
  role: 'api',
  shape: apiConfig,
  start: async (kit, config, releasers) => {
    const sql = openPostgres({ url: config.DATABASE_URL, max: config.DATABASE_POOL, name: 'api', hasFixedPlans: true });
    releasers.push(() => sql.end({ timeout: 2 }));
    await migrate(sql, 'region', migrationsFolder);
    const bus = connectNats({
      url: config.NATS_URL,
      name: 'api',
      onError: (error) => kit.log.warn({ err: error }, 'bus'),
      connection: ownNatsConnection(config),
    });
    releasers.push(() => bus[Symbol.asyncDispose]());
    const limits = { perKey: config.RATE_PER_KEY, perAddress: config.RATE_PER_ADDRESS, trustProxy: config.TRUST_PROXY };
    return startApi(kit, { sql, bus, host: config.HOST, port: config.API_PORT, limits, readerKeys: config.READER_KEYS });
  },
});
