import { limits } from '@pharos/core/limits';
import { worstComponentStatus, type ComponentStatus } from '@pharos/core/severity';

/*
 * Where groups stand, worked out when they are read, from what each document says of its own parent: no document knows of another,
 * so that every region which has the same documents shows the same tree, in whatever order they came. A parent that was removed
 * is passed over to its own parent; one that is not there (purged, or not here yet) stands for the top. Of groups that stand in
 * each other, because two regions moved them at once, each is shown at the top; what stands in one of them stays in it.
 */

export interface Said {
  id: string;
  parent: string | null;
  removed: boolean;
}

/** The nearest group that is there, from this one upwards: what names a removed group stands in that. */
export function placeIn(groups: ReadonlyMap<string, Said>, group: string | null): string | null {
  const passed = new Set<string>();
  for (let at = group; at !== null;) {
    const said = groups.get(at);
    if (said === undefined || passed.has(at)) return null;
    if (!said.removed) return at;
    passed.add(at);
    at = said.parent;
  }
  return null;
}

/** Of each group that is there: the group that it stands in. */
export function placeGroups(said: Iterable<Said>): Map<string, string | null> {
  const groups = new Map([...said].map((each) => [each.id, each]));
  const nearest = new Map([...groups.values()].filter(({ removed }) => !removed).map(({ id, parent }) => [id, placeIn(groups, parent)]));
  return new Map([...nearest].map(([id, parent]) => [id, upwards(nearest, parent).includes(id) ? null : parent]));
}

/** What stands above, from below, and each once. */
export function upwards(parents: ReadonlyMap<string, string | null>, from: string | null): string[] {
  const above = new Set<string>();
  for (let at = from; at !== null && parents.has(at) && !above.has(at); at = parents.get(at)!) above.add(at);
  return [...above];
}

/** Why a group cannot be put there: it would stand in itself, or too deep. Undefined: it can. `group` is undefined for a new one. */
export function faultOfMove(said: Said[], group: string | undefined, parent: string): string | undefined {
  const parents = placeGroups(said);
  const above = upwards(parents, parent);
  if (group !== undefined && above.includes(group)) return 'it would stand in itself';
  const depths = [...parents].flatMap(([id, up]) => {
    const path = [id, ...upwards(parents, up)];
    return group !== undefined && path.includes(group) ? [path.indexOf(group) + 1] : [];
  });
  const deepest = above.length + Math.max(1, ...depths);
  return deepest > limits.groupDepthMax ? `groups stand ${limits.groupDepthMax} deep at most` : undefined;
}

/** Each group with the worst of what stands in it, however deep. */
export function withStatuses<Group extends { id: string; parent: string | null }>(
  groups: Group[],
  components: { groupId?: string | null | undefined; status: ComponentStatus }[],
): (Group & { status: ComponentStatus })[] {
  const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
  const worst = new Map<string, ComponentStatus>();
  for (const { groupId = null, status } of components) {
    for (const id of upwards(parents, groupId)) worst.set(id, worstComponentStatus([status, worst.get(id) ?? 'operational']));
  }
  return groups.map((group) => ({ ...group, status: worst.get(group.id) ?? 'operational' }));
}
