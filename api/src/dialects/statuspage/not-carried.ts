import type { Dialect } from './dialect.ts';
import { noSuch } from './call.ts';
import { notCarried } from './refusal.ts';

/**
 * What Statuspage has and we have not, or have in another way: of these there are none, and none can be made. Whoever asks is told so,
 * and not that the address is wrong.
 */
export function notCarriedRoutes({ on }: Dialect): void {
  const path = '/pages/:page/page_access_groups';
  on('GET', path, async (call) => {
    // That there are none is told to whoever may know.
    await call.ask('GET', '/settings');
    return { body: [] };
  });
  on('POST', path, async () => Promise.reject(notCarried('page_access_groups')));
  on(['GET', 'PATCH', 'PUT', 'DELETE'], `${path}/:id`, async () => Promise.reject(noSuch('page access group')));
  for (const part of ['components', 'metrics']) {
    on(['GET', 'POST', 'PATCH', 'PUT', 'DELETE'], `${path}/:id/${part}`, async () => Promise.reject(noSuch('page access group')));
    on('DELETE', `${path}/:id/${part}/:part`, async () => Promise.reject(noSuch('page access group')));
  }
  for (const name of ['page_access_users', 'page_access_groups'])
    on(['POST', 'DELETE'], `/pages/:page/components/:id/${name}`, async () =>
      Promise.reject(notCarried('a page of one part for each reader')),
    );
}
