import { fileURLToPath } from 'node:url';
import type { BackupSettings } from './config.ts';

// Of one backup or restore. Half the cores of a small database server: it answers people meanwhile.
const processes = 2;

/** pgBackRest's whole configuration of one region, made of the same variables as all the rest. */
export function pgbackrestConfig(settings: BackupSettings): string {
  const { BACKUP_KEY, BACKUP_PG_DATA, BACKUP_PG_SOCKETS, BACKUP_PG_USER, BACKUP_POINT_DAYS, BACKUP_DAYS, REGION } = settings;
  const port = new URL(settings.DATABASE_URL.replace(/,[^/]*/, '')).port || '5432';
  return lines([
    '# Made by: npx pharos backup config. It holds the key: mode 0600, owned by the user of Postgres.',
    '[global]',
    ...repository(settings),
    'repo1-cipher-type=aes-256-cbc',
    `repo1-cipher-pass=${BACKUP_KEY}`,
    'repo1-bundle=y',
    '# A whole backup each week, what has changed since on the other days. Whole ones live as long as something needs them.',
    'repo1-retention-full-type=time',
    `repo1-retention-full=${BACKUP_DAYS}`,
    '# The log between them is kept from the oldest of so many daily backups on: one more than days, because the first day is not whole.',
    'repo1-retention-archive-type=diff',
    `repo1-retention-archive=${BACKUP_POINT_DAYS + 1}`,
    '# What has not been archived yet waits in the volume of Postgres, and must not fill it: then a new backup is needed, and said so.',
    'archive-push-queue-max=8GiB',
    'compress-type=zst',
    `process-max=${processes}`,
    'start-fast=y',
    'delta=y',
    // Beside nobody else's of this machine, whoever the user of Postgres is.
    `lock-path=${settings.BACKUP_SPACE}/pharos-backup-${REGION}/lock`,
    `spool-path=${settings.BACKUP_SPACE}/pharos-backup-${REGION}/spool`,
    'log-level-console=warn',
    'log-level-file=off',
    '',
    `[${REGION}]`,
    `pg1-path=${BACKUP_PG_DATA}`,
    `pg1-socket-path=${BACKUP_PG_SOCKETS}`,
    `pg1-port=${port}`,
    `pg1-user=${BACKUP_PG_USER}`,
  ]);
}

/** The settings by which Postgres hands its log over; `configFile` is where the configuration above lies. */
export function archiveSettings(region: string, configFile: string): Record<string, string> {
  return {
    archive_mode: 'on',
    archive_command: `pgbackrest --config=${configFile} --stanza=${region} archive-push %p`,
    // So much of a quiet database may be lost with its volume, where no peer has it.
    archive_timeout: '60s',
  };
}

function repository(settings: BackupSettings): string[] {
  if (settings.BACKUP_URL.startsWith('file:')) {
    return ['repo1-type=posix', `repo1-path=${fileURLToPath(settings.BACKUP_URL)}/pgbackrest`];
  }
  const { hostname, pathname } = new URL(settings.BACKUP_URL);
  const {
    BACKUP_S3_REGION: region,
    BACKUP_S3_ENDPOINT: endpoint,
    BACKUP_S3_ACCESS_KEY_ID: id,
    BACKUP_S3_SECRET_ACCESS_KEY: secret,
  } = settings;
  return [
    'repo1-type=s3',
    `repo1-path=${pathname.replace(/\/+$/, '')}/pgbackrest`,
    `repo1-s3-bucket=${hostname}`,
    `repo1-s3-region=${region}`,
    `repo1-s3-endpoint=${endpoint === undefined ? `s3.${region}.amazonaws.com` : new URL(endpoint).host}`,
    ...(endpoint === undefined ? [] : ['repo1-s3-uri-style=path']),
    ...(id && secret ? [`repo1-s3-key=${id}`, `repo1-s3-key-secret=${secret}`] : ['repo1-s3-key-type=auto']),
  ];
}

function lines(all: string[]): string {
  return `${all.join('\n')}\n`;
}
