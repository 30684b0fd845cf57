import { Problem } from '@pharos/core/problem';
import { purge } from '../mesh/purge.ts';
import { redactLog } from '../mesh/redact-log.ts';
import type { CommandContext } from './context.ts';

export async function purgeCommand({ kit, sql, store, args, options, print }: CommandContext): Promise<number> {
  const id = args[0];
  if (!id) throw new Problem('invalid', 'name the document, like incident:<id>');
  if (!options.yes) throw new Problem('invalid', `this forgets ${id} in every region and cannot be undone: say --yes`);
  await purge(store, kit, id);
  await redactLog(sql);
  print(options.json ? JSON.stringify({ purged: id }) : `${id} is forgotten here, and in the other regions as soon as they hear of it`);
  return 0;
}
