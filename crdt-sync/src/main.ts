import { connectNats } from '@pharos/core/outside/bus-nats';
import { ownNatsConnection } from '@pharos/core/outside/nats-credentials';
import { openPostgres } from '@pharos/core/outside/postgres';
import { runProcess } from '@pharos/core/process';
import { openArchiveStore } from './archive/open-archive-store.ts';
import { syncConfig } from './config.ts';
import { migrateRegion } from '@pharos/region/migrations';
import { readPeerConnections } from './peer-credentials.ts';
import { startSync, type PeerLink } from './role.ts';

await runProcess({
  role: 'sync',
  shape: syncConfig,
  start: async (kit, config, releasers) => {
    const name = `pharos-sync-${config.REGION}`;
    const sql = openPostgres({ url: config.DATABASE_URL, max: config.DATABASE_POOL, name, hasFixedPlans: true });
    releasers.push(() => sql.end({ timeout: 2 }));
    await migrateRegion(sql);
    const onError = (error: unknown) => kit.log.warn({ err: error }, 'NATS');
    const bus = connectNats({ url: config.NATS_URL, name, onError, connection: ownNatsConnection(config) });
    releasers.push(() => bus[Symbol.asyncDispose]());
    const peers: PeerLink[] = [];
    const connectionTo = readPeerConnections(config);
    for (const { region, number, url } of config.PEERS) {
      const peerBus = connectNats({ url, name, onError, connection: connectionTo(region) });
      releasers.push(() => peerBus[Symbol.asyncDispose]());
      peers.push({ region, number, bus: peerBus });
    }
    const store = await openArchiveStore(config);
    if (store === undefined) kit.log.warn('ARCHIVE_URL is not set: no day of the log is ever dropped');
    else if (store !== 'forget') releasers.push(() => store[Symbol.asyncDispose]());
    const archive = store && { store, keepDays: config.ARCHIVE_KEEP_DAYS };
    return startSync(kit, { sql, bus, peers, archive });
  },
});
