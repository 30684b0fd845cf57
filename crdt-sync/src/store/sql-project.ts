import type { Transaction } from '@pharos/core/outside/postgres';
import { isDocKind, type DocKind } from '../document/kind.ts';
import { BadDocument } from '../document/registers.ts';
import { projectAccount, projectApiKey, projectMembers, projectSubscription } from './project-access.ts';
import { projectComponent, showComponents } from './project-component.ts';
import { projectIncident } from './project-incident.ts';
import { projectMaintenance } from './project-maintenance.ts';
import { projectText } from './project-text.ts';
import { projectDomain, projectPage, projectSlug } from './project-page.ts';
import type { DocChange } from './store.ts';

export interface Projection {
  /** Statements under way, in the order in which they were sent. */
  sent: Promise<unknown>[];
  /** Components whose shown status may have moved. */
  components?: Iterable<string>;
}

/**
 * Rewrites what one document says in the typed tables. It sends its statements and does not wait for them: the connection
 * keeps their order, and a write costs one round trip instead of ten.
 */
export type Projector = (tx: Transaction, change: DocChange) => Projection | undefined;

const projectors: Record<DocKind, Projector> = {
  page: projectPage,
  component: projectComponent,
  incident: projectIncident,
  maintenance: projectMaintenance,
  subscription: projectSubscription,
  account: projectAccount,
  apikey: projectApiKey,
  slug: projectSlug,
  domain: projectDomain,
  members: projectMembers,
  text: projectText,
};

/** Also names the documents that this version cannot read: they are carried as they are, and folded again after an upgrade. */
export function project(tx: Transaction, changes: DocChange[]): { sent: Promise<unknown>[]; unprojected: Set<string> } {
  const unprojected = new Set<string>();
  const components = new Set<string>();
  const sent: Promise<unknown>[] = [];
  for (const change of changes) {
    const { id, kind } = change.doc;
    if (!isDocKind(kind)) {
      unprojected.add(id);
      continue;
    }
    try {
      const projection = projectors[kind](tx, change);
      sent.push(...(projection?.sent ?? []));
      for (const component of projection?.components ?? []) components.add(component);
    } catch (error) {
      // Readers throw before the first statement, so the transaction is still whole.
      if (!(error instanceof BadDocument)) throw error;
      unprojected.add(id);
    }
  }
  sent.push(...showComponents(tx, [...components]));
  return { sent, unprojected };
}
