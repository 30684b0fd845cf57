import { isWhole, regionOfOrigin } from '@pharos/core/version';
import { readMembersDoc } from '@pharos/resources/member/fields';
import { foldState } from '../../crdt-sync/src/document/registers.ts';
import { membersRef } from '../../crdt-sync/src/mesh/members.ts';
import { planPrune } from '../../crdt-sync/src/mesh/prune-plan.ts';
import { planRetirement } from '../../crdt-sync/src/mesh/retire-plan.ts';
import { retire } from '../../crdt-sync/src/mesh/retire.ts';
import type { LogEntry } from '../../crdt-sync/src/store/store.ts';
import type { Auditor } from './auditor.ts';
import { reachedBy } from './memory-store.ts';
import type { ModelRegion } from './region.ts';
import type { Writing } from './writing.ts';

export interface ForgettingOptions {
  regions: ModelRegion[];
  auditor: Auditor;
  writing: Writing;
  /** What is on its way, by link. */
  queues: Map<string, LogEntry[][]>;
  isCut(from: ModelRegion, to: ModelRegion): boolean;
}

/** What a region may do without: logs that everybody has, and names it wrote under before. */
export function createForgetting({ regions, auditor, writing, queues, isCut }: ForgettingOptions) {
  const othersOf = (region: ModelRegion): ModelRegion[] => {
    const doc = region.store.state.docs.get(membersRef.id);
    const gone = (doc ? readMembersDoc(foldState(doc.state)) : []).filter(({ state }) => state === 'left' || state === 'dead');
    return regions.filter((other) => other !== region && !gone.some((member) => member.region === other.name));
  };
  const prune = (region: ModelRegion) => {
    const { state } = region.store;
    const plan = planPrune({ own: reachedBy(state), members: othersOf(region).map(({ at }) => region.store.peerVectors[at]) });
    const log = new Map(state.log);
    const keptFrom = { ...state.keptFrom };
    const vv = { ...state.vv };
    for (const [name, seq] of Object.entries(state.vv)) {
      const origin = Number(name);
      if (isWhole(plan, origin)) {
        auditor.forgot(origin, seq);
        log.delete(origin);
        delete vv[name];
        delete keptFrom[name];
        continue;
      }
      const upTo = plan[name] ?? 0;
      log.set(origin, new Map([...(log.get(origin) ?? [])].filter(([seq]) => seq > upTo)));
      keptFrom[name] = Math.max(keptFrom[name] ?? 1, upTo + 1);
    }
    region.store.state = { ...state, vv, log, keptFrom };
  };
  // As a minute in which every member is heard and nothing moves: what was on its way has come, or never will.
  const retireIn = async (region: ModelRegion) => {
    const { store } = region;
    const others = othersOf(region);
    const own = store.state.incarnations.get(store.ident);
    if (own === undefined || others.some((other) => isCut(other, region))) return;
    const members = others.map((other) => reachedBy(other.store.state));
    const plan = planRetirement({ own, version: reachedBy(store.state), members, isQuiet: () => true });
    if (!plan) return;
    const isMeant = ({ origin }: LogEntry) => regionOfOrigin(origin) === region.at + 1 && origin <= plan.origin;
    for (const [link, messages] of queues)
      queues.set(
        link,
        messages.map((entries) => entries.filter((entry) => !isMeant(entry))),
      );
    await writing.writeOwn(region, (kit) => retire(store, kit, own, plan));
    await region.receiver.refresh();
  };

  return { prune, retireIn };
}
