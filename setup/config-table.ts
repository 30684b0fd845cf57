import { apiConfig } from '@pharos/api/config';
import { commonConfig, configRows } from '@pharos/core/config';
import { syncConfig } from '@pharos/crdt-sync/config';
import { edgeConfig } from '@pharos/edge/config';
import { notifierConfig } from '@pharos/notifier/config';
import { backupConfig } from './backup/config.ts';
import { gatewayConfig } from '@pharos/sse-gateway/config';

const roles: [name: string, shape: Parameters<typeof configRows>[0]][] = [
  ['every role', commonConfig],
  ['api', apiConfig],
  ['sync (crdt-sync)', syncConfig],
  ['gateway (sse-gateway)', gatewayConfig],
  ['notifier', notifierConfig],
  ['edge', edgeConfig],
  ['`npx pharos backup`', backupConfig],
];

/** The page of all variables, made from the schemas that read them. */
export function configPage(): string {
  const tables = roles.map(([name, shape]) => {
    const rows = configRows(shape).map((row) => `| \`${row.name}\` | ${row.fallback} | ${row.describe.replaceAll('|', '\\|')} |`);
    return [`## ${name}`, '', '| variable | default | what it is |', '| --- | --- | --- |', ...rows, ''].join('\n');
  });
  return [
    '# Every variable',
    '',
    'Made from the schemas by `npx pharos config`; a wrong or missing one ends the process with one line that names it.',
    '',
    ...tables,
  ].join('\n');
}
