import { ask } from './ask.ts';
import { askToBeTold } from './asks.ts';
import type { Settings } from './settings.ts';

/** Somebody asks to be told. */
export async function signUp(settings: Settings, name: string): Promise<void> {
  await ask(askToBeTold(settings, name));
}
