import type { ProfileName } from './profiles.ts';
import { profileNames, profiles, type Profile } from './profiles.ts';

/** Where the load goes: by variables of k6, `k6 run -e PAGE=https://status.example -e ...`. */
export interface Settings {
  /** The page as visitors open it. */
  page: string;
  /** Where its API is, and a gateway. */
  api: string;
  live: string;
  /** The id of the page, and a key that may write to it. */
  pageId: string;
  key: string;
  /** Where people sign up. Another page than that of the incidents: else each of them makes every later update dearer, without an end. */
  signUpPageId: string;
}

/** Says by name what is missing, before anything is sent. */
export function settingsOf(env: Record<string, string | undefined>): Settings & { profile: Profile } {
  const missing = ['PAGE', 'API', 'LIVE', 'PAGE_ID', 'KEY'].filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`set ${missing.join(', ')}: k6 run -e ${missing[0]}=... (chaos/load/README.md)`);
  const name = env['PROFILE'] ?? 'usual';
  if (!profileNames.includes(name as ProfileName)) throw new Error(`there is no profile "${name}": ${profileNames.join(', ')}`);
  return {
    page: env['PAGE']!,
    api: env['API']!,
    live: env['LIVE']!,
    pageId: env['PAGE_ID']!,
    key: env['KEY']!,
    signUpPageId: env['SIGN_UP_PAGE_ID'] || env['PAGE_ID']!,
    profile: profiles[name as ProfileName],
  };
}
