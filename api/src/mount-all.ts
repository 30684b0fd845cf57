import { Id } from '@pharos/core/id';
import { resources } from '@pharos/resources/registry';
import type { Context, MiddlewareHandler } from 'hono';
import { createDownloads } from './bulk/download.ts';
import { createTakeFile } from './bulk/take-file.ts';
import { besidesOf } from './besides.ts';
import type { Api, Deps, Env } from './env.ts';
import { createEntries } from './people/entries.ts';
import { mountFlat } from './mount-flat.ts';
import { mountVerbs } from './mount.ts';
import { requireReader } from './reader.ts';
import { auditRoutes } from './routes/audit.ts';
import { accountRoutes } from './routes/account.ts';
import { componentRoutes } from './routes/components.ts';
import { exportRoutes } from './routes/exports.ts';
import { groupRoutes } from './routes/groups.ts';
import { historyRoutes } from './routes/history.ts';
import { importRoutes } from './routes/imports.ts';
import { incidentRoutes } from './routes/incidents.ts';
import { jobRoutes } from './routes/jobs.ts';
import { keyRoutes } from './routes/keys.ts';
import { maintenanceRoutes } from './routes/maintenances.ts';
import { meshRoutes } from './routes/mesh.ts';
import { metricRoutes } from './routes/metrics.ts';
import { noteRoutes } from './routes/notes.ts';
import { organisationRoutes } from './routes/organisations.ts';
import { pageSignInRoutes } from './routes/page-sign-in.ts';
import { pastRoutes } from './routes/past.ts';
import { pageRoutes } from './routes/pages.ts';
import { peopleRoutes } from './routes/people.ts';
import { postmortemRoutes } from './routes/postmortems.ts';
import { readerTokenRoutes } from './routes/reader-tokens.ts';
import { passkeyRoutes } from './routes/passkeys.ts';
import { proofRoutes } from './routes/proofs.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { subscriberRoutes } from './routes/subscribers.ts';
import { subscriptionExportRoutes } from './routes/subscription-export.ts';
import { subscriptionImportRoutes } from './routes/subscription-imports.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { unlockRoutes } from './routes/unlock.ts';
import { isBringingPage } from './uploads.ts';
import { takeOnlyWhatIsNamed } from './strict-routes.ts';
import { createUnlocks } from './unlocks.ts';

const isKnock = ({ req }: Context<Env>) => req.method === 'POST' && /^\/v1\/pages\/[^/]+\/unlock$/.test(req.path);

/** Every route there is, each as its description says and no other way. */
export function mountAll(app: Api, deps: Deps): void {
  takeOnlyWhatIsNamed(app);
  const guardPage: MiddlewareHandler<Env> = async (c, next) => {
    const page = Id.safeParse(c.req.param('page'));
    // Whoever is still outside may knock; and a page that is brought is not there yet.
    const isOpen = isKnock(c) || isBringingPage(c.req.method, c.req.path);
    if (page.success && !isOpen) await requireReader(c, deps, page.data);
    await next();
  };
  app.use('/v1/pages/:page/*', guardPage);

  const takeFile = createTakeFile(deps);
  const downloads = createDownloads(deps.kit.clock);
  pageRoutes(app, deps);
  readerTokenRoutes(app, deps);
  const entries = createEntries({ clock: deps.kit.clock, keys: deps.readerKeys, attempts: deps.attempts });
  unlockRoutes(app, deps, createUnlocks(deps.attempts), entries);
  componentRoutes(app, deps);
  groupRoutes(app, deps);
  historyRoutes(app, deps);
  pastRoutes(app, deps);
  incidentRoutes(app, deps);
  noteRoutes(app, deps);
  metricRoutes(app, deps);
  postmortemRoutes(app, deps);
  maintenanceRoutes(app, deps);
  subscriptionRoutes(app, deps);
  // Before those below a subscription's own id: their words would be taken for one.
  subscriptionExportRoutes(app, deps, downloads);
  subscriberRoutes(app, deps);
  subscriptionImportRoutes(app, deps, takeFile);
  keyRoutes(app, deps);
  organisationRoutes(app, deps);
  signInRoutes(app, deps);
  pageSignInRoutes(app, deps, entries);
  accountRoutes(app, deps);
  sessionRoutes(app, deps);
  proofRoutes(app, deps);
  passkeyRoutes(app, deps);
  peopleRoutes(app, deps);
  auditRoutes(app, deps);
  jobRoutes(app, deps);
  exportRoutes(app, deps, downloads);
  importRoutes(app, deps, takeFile);
  meshRoutes(app, deps);
  for (const resource of resources) mountFlat(app, deps, resource);
  mountVerbs(app, deps, resources, besidesOf(deps, resources));
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer', bearerFormat: 'phr_...' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'pharos' });
}
