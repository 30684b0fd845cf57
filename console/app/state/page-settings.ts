import type { View } from './watch.ts';

type Settings = Pick<View['page'], 'language' | 'languages' | 'colours' | 'channels'>;

/** What a View leaves out because nobody has said anything else. */
export function settingsIn(page: Partial<Settings>): Settings {
  const { language = 'en', languages = [], colours = {}, channels = null } = page;
  return { language, languages, colours, channels };
}
