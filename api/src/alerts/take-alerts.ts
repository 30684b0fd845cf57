import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { readKnownAlert } from '@pharos/region/reading/alerts';
import { countRecords } from '@pharos/region/reading/records';
import { AlertDoc } from '@pharos/resources/alert/fields';
import { alertId, incidentOf, nextOf } from '@pharos/resources/alert/resource';
import type { Source } from '@pharos/resources/source/fields';
import type { Deps } from '../env.ts';
import type { Alert } from './alert.ts';

export interface Taken {
  key: string;
  /** None: no rule is for it. */
  alert: string | null;
  incident: string | null;
  state: AlertDoc['state'] | 'ignored';
  opened: AlertDoc['opened'];
  trouble: string | null;
}

interface Place {
  page: string;
  id: string;
  source: Source;
}

type How = Parameters<Deps['writer']['write']>[1];

// Each is a write of its own, and others write, too.
const atOnceMax = 8;
// Somebody else was quicker, each time.
const triesMax = 5;

/** Takes what was sent, each by itself: one that cannot be done now fails the request, and what was done of it is known when it is sent again. */
export async function takeAlerts(deps: Deps, place: Place, alerts: readonly Alert[], how: How): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (let at = 0; at < alerts.length; at += atOnceMax) {
    taken.push(...(await Promise.all(alerts.slice(at, at + atOnceMax).map((each) => takeOne(deps, place, each, how)))));
  }
  return taken;
}

async function takeOne(deps: Deps, place: Place, sent: Alert, how: How): Promise<Taken> {
  for (let tries = 1; ; tries++) {
    try {
      return await tryOne(deps, place, sent, how);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'changed')) throw error;
      if (tries === triesMax) throw new Problem('unavailable', 'this alert is sent by many at once: send it again');
    }
  }
}

async function tryOne({ reads, writer, answers, kit }: Deps, place: Place, sent: Alert, how: How): Promise<Taken> {
  const { page, id, source } = place;
  const alert = alertId(id, sent.key);
  const before = await readOne(reads, page, alert);
  const { step } = nextOf(source, before, sent, new Date(kit.clock.now()).toISOString());
  if (!step && !before) return { key: sent.key, alert: null, incident: null, state: 'ignored', opened: 'none', trouble: null };
  if (!step) return told(sent.key, alert, before!);
  if (!before) await requireRoom(reads, page, alert);
  const incident = incidentOf(alert, step.after.episode);
  const { isFiring, key, title, text, labels } = sent;
  answers.wrote(await writer.write({ type: 'take-alert', page, source: id, alert, incident, key, title, text, labels, isFiring }, how));
  const after = await readOne(reads, page, alert);
  if (!after) throw new Problem('changed', 'the source has gone');
  return told(sent.key, alert, after);
}

function told(key: string, alert: string, { incident, state, opened, trouble }: AlertDoc): Taken {
  return { key, alert, incident: opened === 'none' ? null : incident, state, opened, trouble };
}

async function readOne(reads: Deps['reads'], page: string, alert: string): Promise<AlertDoc | undefined> {
  const found = await reads((sql) => readKnownAlert(sql, page, alert));
  return found && AlertDoc.parse(found);
}

async function requireRoom(reads: Deps['reads'], page: string, alert: string): Promise<void> {
  const max = limits.alertsPerPageMax;
  if ((await reads((sql) => countRecords(sql, 'alert', page, alert))) < max) return;
  throw new Problem('conflict', `a page has at most ${max} alerts: group them (groupBy), or name fewer of them in the rules`);
}
