import { ask } from './ask.ts';
import { askPage, askView } from './asks.ts';
import type { Settings } from './settings.ts';

/** Somebody opens the page: what is on it, and the View that a script asks for. */
export async function visit(settings: Settings): Promise<void> {
  await Promise.all([ask(askPage(settings)), ask(askView(settings))]);
}
