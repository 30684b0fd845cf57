import type { Sql } from '@pharos/core/outside/postgres';
import { lease, expire, hasten } from './lease.ts';
import { leaseByTurn } from './lease-by-turn.ts';
import { confirm, expand, known, open, openShared, takeAsTold } from './fan-out.ts';
import type { Ledger } from './ledger.ts';
import { countAside, countDead } from './counts.ts';
import { takeUpAgain } from './set-aside.ts';
import { release, settle } from './settle.ts';
import { tell } from './tell.ts';

export function createPostgresLedger(sql: Sql): Ledger {
  return {
    known: (notices) => known(sql, notices),
    open: (fanouts) => open(sql, fanouts),
    takeAsTold: (fanouts) => takeAsTold(sql, fanouts),
    confirm: (fanout, subscriber, now) => confirm(sql, fanout, subscriber, now),
    expand: (choice) => expand(sql, choice),
    openShared: (fanouts) => openShared(sql, fanouts),
    tell: (choice) => tell(sql, choice),
    takeUpAgain: (now) => takeUpAgain(sql, now),
    countAside: () => countAside(sql),
    countDead: (since) => countDead(sql, since),
    lease: (options) => lease(sql, options),
    leaseByTurn: (options) => leaseByTurn(sql, options),
    release: (leased, at) => release(sql, leased, at),
    settle: (leased, next, log, now) => settle(sql, leased, next, log, now),
    expire: (now, waitMs) => expire(sql, now, waitMs),
    hasten: (provider, now) => hasten(sql, provider, now),
  };
}
