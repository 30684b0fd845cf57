import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { openPostgres } from '@pharos/core/outside/postgres';
import { runProcess } from '@pharos/core/process';
import { notifierConfig } from './config.ts';
import { notifierOptions } from './options.ts';
import { startNotifier } from './role.ts';

await runProcess({
  role: 'notifier',
  shape: notifierConfig,
  start: async (kit, config, releasers) => {
    const onError = (error: unknown) => kit.log.warn({ err: error }, 'an outside service fails');
    const name = `notifier-${kit.region}`;
    const sql = openPostgres({ url: config.DATABASE_URL, max: config.DATABASE_POOL, name });
    releasers.push(() => sql.end({ timeout: 1 }));
    const bus = connectNats({ url: config.NATS_URL, name, onError, connection: ownNatsConnection(config) });
    releasers.push(() => bus[Symbol.asyncDispose]());
    return startNotifier(kit, { sql, bus, host: config.HOST, port: config.NOTIFIER_PORT, ...notifierOptions(config) });
  },
});
