import type { Transaction } from '@pharos/core/outside/postgres';
import { fields, readComponentDoc } from '@pharos/resources/component/fields';
import { rest } from '@pharos/resources/define-fields';
import { spansSet } from '@pharos/resources/component/status-days';
import { docName } from '@pharos/resources/kind';
import { projector } from './projector.ts';
import { writeRows } from './rows.ts';
import { spansOf, writeSpans } from './spans.ts';
import { sending } from '@pharos/core/outside/sending';

/** What it shows is what people set, until `showComponents` has looked at what others say of it. */
export const components = projector(
  ({ doc, before, after }) => {
    const component = readComponentDoc(after);
    if (!component || doc.page === null) return undefined;
    const { name, description, group: groupName, groupId, order: ord, status, removed, createdAt, updatedAt } = component;
    const row = { name, description, groupName, groupId, ord, status, shown: status, removed, createdAt, updatedAt };
    const id = docName(doc.id);
    const spans = spansOf(id, { before, after }, (fold) => spansSet(id, fold));
    return { row: { id, page: doc.page, ...row, more: rest(fields, component) }, spans };
  },
  (tx, rows) => [
    writeRows(
      tx,
      'component',
      rows.map(({ row }) => row),
      { onlyWhenMade: ['shown'] },
    ),
    ...writeSpans(
      tx,
      rows.map(({ spans }) => spans),
    ),
  ],
  ({ row }) => [row.id],
);

/**
 * What a component shows: the worst of what people set, of what its open incidents say, and of maintenance under way. The
 * caller holds the locks of these components, so that whoever comes next sees what was committed before. `updated_at` stays the
 * component's own: when what it shows last moved depends on the way here, and every region must say the same of the same documents.
 */
export function showComponents(tx: Transaction, ids: string[]): Promise<unknown>[] {
  if (ids.length === 0) return [];
  const show = tx`
    update component set shown = worst.status
    from (
      select c.id, max(each.status) as status
      from component c cross join lateral (
        select c.status
        union all
        -- Not joined: a planner who thinks the tables small goes through all that is open in the region, for each component.
        select ic.status from incident_component ic
        where ic.component = c.id and (select i.resolved_at is null and not i.deleted from incident i where i.id = ic.incident)
        union all
        select 'under_maintenance'::component_status from maintenance_component mc
        where mc.component = c.id
          and (select m.status in ('in_progress', 'verifying') and not m.deleted from maintenance m where m.id = mc.maintenance)
      ) each
      where c.id = any(${ids}::uuid[])
      group by c.id
    ) worst
    where component.id = worst.id and component.shown <> worst.status`;
  return [sending(show)];
}
