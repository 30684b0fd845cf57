import { z } from 'zod';
import { alertOf, type Alert } from '../alert.ts';

const Tag = z.object({ name: z.string(), value: z.string().nullish() });
/** Both are null in the test that its form sends. */
export const Body = z.object({
  heartbeat: z.object({ status: z.number(), msg: z.string().nullish() }).nullish(),
  monitor: z
    .object({
      id: z.union([z.string(), z.number()]),
      name: z.string().nullish(),
      type: z.string().nullish(),
      url: z.string().nullish(),
      hostname: z.string().nullish(),
      tags: z.array(Tag).nullish(),
    })
    .nullish(),
  msg: z.string().nullish(),
});

const [down, up] = [0, 1];

/** One that is tried again (2) or maintained (3) is neither down nor up. */
export function uptimeKuma({ heartbeat, monitor, msg }: z.infer<typeof Body>): Alert[] {
  if (!heartbeat || !monitor || (heartbeat.status !== down && heartbeat.status !== up)) return [];
  const tags = Object.fromEntries((monitor.tags ?? []).map(({ name, value }) => [name, value || 'true']));
  const labels = { ...tags, monitor: monitor.name, type: monitor.type, url: monitor.url, hostname: monitor.hostname };
  const title = `${monitor.name ?? monitor.id} is down`;
  return [alertOf({ key: monitor.id, isFiring: heartbeat.status === down, title, text: heartbeat.msg ?? msg, labels })];
}
