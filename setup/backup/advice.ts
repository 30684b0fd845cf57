import type { BackupSettings } from './config.ts';

const older =
  'Take an older one: npx pharos backup list, then restore --from <its name>; and make a whole one now: npx pharos backup make --full';

/** pgBackRest's words, and what to do. */
export function advice(message: string, { BACKUP_URL, BACKUP_PG_DATA }: Pick<BackupSettings, 'BACKUP_URL' | 'BACKUP_PG_DATA'>): string {
  // Said by those who copy: the store opens, and a file of this backup does not.
  if (/restore failed/.test(message) && /local-\d+ protocol/.test(message))
    return `a file of this backup is damaged or gone. ${older} (${message})`;
  const [, code = '', config] = /\[(\d{3})\](?:.*missing file '(\S*\.conf)')?/.exec(message) ?? [];
  if (config) return `there is no ${config}: npx pharos backup config > ${config} (${message})`;
  switch (code) {
    case '031': // unexpected format or version
    case '029':
    case '095':
      return `what is in ${BACKUP_URL} does not open: BACKUP_KEY is another one than when it was made, or it is damaged, and then an older backup is left (npx pharos backup list). Nothing was changed (${message})`;
    case '038':
      return `Postgres runs on ${BACKUP_PG_DATA}: stop it first, and Patroni with it. Nothing was changed (${message})`;
    case '040':
      return `${BACKUP_PG_DATA} is not empty: look at what is in it, and empty it, but keep the folder itself. Nothing was changed (${message})`;
    case '041':
    case '047':
      return `${BACKUP_URL} cannot be read or written as whom the data folder belongs to: look at its rights, or its keys. Nothing was changed (${message})`;
    case '055':
    case '103':
      return `there is no backup in ${BACKUP_URL} yet, or not at this address: npx pharos backup setup makes the beginning (${message})`;
    case '075':
      return `no backup opens: there is none yet (npx pharos backup make), none of that name or before that time (npx pharos backup list), or BACKUP_KEY is another one than when it was made. Nothing was changed (${message})`;
    case '087':
    case '082':
      return `Postgres does not hand its log over: npx pharos backup settings says what it needs (${message})`;
    default:
      return message;
  }
}

/** Of the log of a server that was restored and does not open: what is wrong with what it was given, and what to do. */
export function whyNotOpen(log: string): string | undefined {
  const damaged = /unable to get ([0-9A-F]{24})/.exec(log)?.[1];
  const last = [...log.matchAll(/restored log file "([0-9A-F]{24})" from archive/g)].at(-1)?.[1];
  const isShort = /recovery ended before configured recovery target was reached|invalid checkpoint record/.test(log);
  if (!damaged && !isShort) return undefined;
  const where = damaged ? `is damaged at ${damaged}` : last ? `has a hole behind ${last}` : 'lacks what the backup begins with';
  return (
    `the archived log ${where}: no moment after it can be restored from the backup before it. Make a whole backup now ` +
    '(npx pharos backup make --full), which needs nothing of it, and rehearse again. The running database was only read'
  );
}
