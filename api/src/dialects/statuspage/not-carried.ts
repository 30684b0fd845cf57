import type { Dialect } from './dialect.ts';
import { codeOf } from '@pharos/resources/statuspage/code';
import { noSuch } from './call.ts';
import { notCarried } from './refusal.ts';

/**
 * What Statuspage has and we have not, or have in another way: of these there are none, and none can be made. Whoever asks is told so,
 * and not that the address is wrong.
 */
export function notCarriedRoutes({ on }: Dialect): void {
  for (const [name, what] of [
    ['page_access_users', 'page access user'],
    ['page_access_groups', 'page access group'],
  ] as const) {
    const path = `/pages/:page/${name}`;
    on('GET', path, async (call) => {
      // That there are none is told to whoever may know.
      await call.ask('GET', '/settings');
      return { body: [] };
    });
    on('POST', path, async () => Promise.reject(notCarried(name)));
    on(['GET', 'PATCH', 'PUT', 'DELETE'], `${path}/:id`, async () => Promise.reject(noSuch(what)));
    for (const part of ['components', 'metrics']) {
      on(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'], `${path}/:id/${part}`, async () => Promise.reject(noSuch(what)));
      on('DELETE', `${path}/:id/${part}/:part`, async () => Promise.reject(noSuch(what)));
    }
    on(['POST', 'DELETE'], `/pages/:page/components/:id/${name}`, async () => Promise.reject(notCarried(name)));
  }

  on('GET', '/pages/:page/status_embed_config', async (call) => ({
    body: {
      page_id: codeOf(call.page),
      position: 'bottom-right',
      incident_background_color: '#F6B26B',
      incident_text_color: '#FFFFFF',
      maintenance_background_color: '#6FA8DC',
      maintenance_text_color: '#FFFFFF',
    },
  }));
  on(['PATCH', 'PUT'], '/pages/:page/status_embed_config', async () =>
    Promise.reject(notCarried('status_embed_config: colours are those of the page')),
  );
}
