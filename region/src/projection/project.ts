import type { Transaction } from '@pharos/core/outside/postgres';
import { BadDocument } from '@pharos/resources/fold';
import { saysMore } from '@pharos/resources/known-names';
import { isDocKind, isNameOf, resources, type DocKind } from '@pharos/resources/registry';
import { components, showComponents } from './component.ts';
import { incidents } from './incident.ts';
import { maintenances } from './maintenance.ts';
import { members } from './member.ts';
import { domains, pages, slugs } from './page.ts';
import { rowProjector, type FoldedDoc, type Projector } from './projector.ts';

// Kinds of which the fields do not say enough: of several tables, or of rows in which other documents have a say. The others are one row each.
const special: Partial<Record<DocKind, Projector>> = {
  page: pages,
  component: components,
  incident: incidents,
  maintenance: maintenances,
  slug: slugs,
  domain: domains,
  members,
};
const projectors = new Map(resources.map((resource) => [resource.kind, special[resource.kind] ?? rowProjector(resource)]));

/**
 * Also names the documents that this version cannot read, or of which it knows only a part: they are carried as they are, and
 * folded again after an upgrade.
 */
export function project(tx: Transaction, changes: FoldedDoc[]): { sent: Promise<unknown>[]; unprojected: Set<string> } {
  const unprojected = new Set<string>();
  const shown = new Set<string>();
  const sent: Promise<unknown>[] = [];
  for (const [kind, ofKind] of Map.groupBy(changes, ({ doc }) => doc.kind)) {
    if (!isDocKind(kind)) {
      for (const { doc } of ofKind) unprojected.add(doc.id);
      continue;
    }
    const projection = projectors.get(kind)!();
    for (const change of ofKind) {
      const { doc, after } = change;
      if (saysMore(kind, after)) unprojected.add(doc.id);
      try {
        if (!isNameOf(kind, doc.id)) throw new BadDocument('unknown-schema', `no ${kind} is called so`);
        for (const component of projection.read(change)) shown.add(component);
      } catch (error) {
        // Reading comes before the first statement, so the transaction is still whole.
        if (!(error instanceof BadDocument)) throw error;
        unprojected.add(doc.id);
      }
    }
    sent.push(...projection.send(tx));
  }
  sent.push(...showComponents(tx, [...shown]));
  return { sent, unprojected };
}
