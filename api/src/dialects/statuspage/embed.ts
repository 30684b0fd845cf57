import { codeOf } from '@pharos/resources/statuspage/code';
import { usualEmbed } from '@pharos/resources/statuspage/embed';
import type { PageView } from '@pharos/resources/view';
import { z } from 'zod';
import type { Call } from './call.ts';
import type { Dialect } from './dialect.ts';
import { maybe, Text } from './values.ts';

const path = '/pages/:page/status_embed_config';

/** Theirs and ours. */
const names = {
  position: 'position',
  incident_background_color: 'incidentBackground',
  incident_text_color: 'incidentText',
  maintenance_background_color: 'maintenanceBackground',
  maintenance_text_color: 'maintenanceText',
} as const;

const Said = z.object(Object.fromEntries(Object.keys(names).map((name) => [name, maybe(Text)])));

/** The frame on pages of others: settings of the page. */
export function embedRoutes({ on }: Dialect): void {
  on('GET', path, async (call) => ({ body: await bodyOf(call) }));
  on(['PATCH', 'PUT'], path, async (call) => {
    const said = await call.said('status_embed_config', Said);
    const { embed = {} } = await call.ask<PageView>('GET', '');
    const changed = Object.entries(names).flatMap(([theirs, ours]) => (said[theirs] === undefined ? [] : [[ours, said[theirs]]]));
    if (changed.length > 0) await call.ask('PATCH', '', { embed: { ...embed, ...Object.fromEntries(changed) } });
    return { body: await bodyOf(call) };
  });
}

async function bodyOf(call: Call) {
  const { embed = {} } = await call.ask<PageView>('GET', '');
  const told = Object.entries(names).map(([theirs, ours]) => [theirs, embed[ours] ?? usualEmbed[ours]]);
  return { page_id: codeOf(call.page), ...(Object.fromEntries(told) as Record<string, string>) };
}
