import { ask } from './ask.ts';
import { followUp, followUps, openIncident } from './asks.ts';
import type { Settings } from './settings.ts';

/** A whole incident: opened, followed up and resolved. */
export async function respond(settings: Settings, name: string): Promise<void> {
  const opened = await ask(openIncident(settings, name, Date.now()));
  if (opened === undefined) return;
  const { id } = JSON.parse(opened) as { id: string };
  for (const status of followUps) await ask(followUp(settings, name, { incident: id, status, nowMs: Date.now() }));
}
