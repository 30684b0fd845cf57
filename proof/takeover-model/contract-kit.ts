import { newId } from '@pharos/core/id';
import type { Ledger, TellChoice } from '../../notifier/src/ledger/ledger.ts';
import type { Subscriber } from '../../notifier/src/region.ts';
import type { OwnTelling } from '../../region/src/telling/own-rows.ts';
import type { Report, TellingMode } from '../../region/src/telling/report.ts';
import type { Tellings } from '../../region/src/telling/tellings.ts';

/** One region's tables, as the sync process and the notifier have them. */
export interface ContractRegion {
  tellings: Tellings;
  ledger: Ledger;
  addJob(job: { update: string; owner: string; mode: TellingMode; at: number }): Promise<void>;
  begin(region: string, jobs: { update: string; telling: TellingMode }[], now: number): Promise<void>;
  takeDue(region: string, now: number): Promise<OwnTelling | undefined>;
  takenOver(region: string): Promise<string[]>;
}

const page = newId();
const people = Array.from({ length: 450 }, (_, each): Subscriber => ({
  id: newId(),
  page,
  channel: 'email',
  address: `p${each}@example.com`,
  components: [],
  incident: null,
  language: null,
  shape: 'own',
})).sort((a, b) => (a.id < b.id ? -1 : 1));
export const ids = people.map(({ id }) => id);

export const report = (update: string, more: Partial<Report> = {}): Report => ({
  update,
  epoch: 0,
  teller: 'us',
  step: 1,
  reservedTo: ids[99]!,
  toldTo: null,
  open: [],
  isFinished: false,
  ...more,
});
export const nobody = () => false;
export const modes: TellingMode[] = ['majority'];
// The database says what time it is; nothing is due later than this.
export const soon = () => Date.now() + 60_000;
export const owned = async (region: ContractRegion, mode: TellingMode = 'majority', owner = 'us') => {
  const update = newId();
  await region.addJob({ update, owner, mode, at: Date.now() });
  return update;
};
export const choice = (now: number, more: Partial<TellChoice> = {}): TellChoice => ({
  region: 'us',
  now,
  isTold: () => true,
  aloneAfterMs: 0,
  read: async (_, cursor, limit) => people.filter(({ id }) => cursor === null || id > cursor).slice(0, limit),
  readOf: async (_, asked) => people.filter(({ id }) => asked.includes(id)),
  ...more,
});
export const open = async ({ ledger }: ContractRegion, update: string) =>
  ledger.openShared([
    { notice: update, kind: 'notice', page, pageName: 'Acme', at: new Date().toISOString(), fact: null, components: [], looks: null },
  ]);
export const lease = (ledger: Ledger, now: number) =>
  ledger.lease({
    channel: 'email',
    provider: 'ses',
    instead: undefined,
    idempotent: [],
    limit: 1_000,
    order: 'fresh',
    now,
    leaseMs: 1_000,
  });
export const settleAll = async (ledger: Ledger, now: number) => {
  const leased = await lease(ledger, now);
  for (const each of leased) await ledger.settle(each, { state: 'accepted', messageId: 'm' }, undefined, now);
  return leased;
};
