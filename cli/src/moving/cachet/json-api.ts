import type { Kind } from './shapes.ts';

/*
 * Cachet 3 says the same as version 2, in the shape of JSON:API: `{ id, type, attributes, relationships }`, a time as `{ string }`, a state as
 * `{ value }`, and what something has to do with as ids of its kind. Here it becomes what version 2 would have said.
 */

interface Resource {
  id?: unknown;
  type?: unknown;
  attributes?: Record<string, unknown>;
  relationships?: Record<string, { data?: unknown } | undefined>;
}

const kindsOf: Record<string, Kind> = {
  components: 'components',
  componentGroups: 'groups',
  incidents: 'incidents',
  updates: 'updates',
  schedules: 'schedules',
  metrics: 'metrics',
  metricPoints: 'points',
  subscribers: 'subscribers',
};

export function isResource(each: unknown): each is Resource {
  return typeof each === 'object' && each !== null && 'attributes' in each && 'type' in each;
}

/** Undefined: a kind that is not taken along. */
export function kindOf({ type }: Resource): Kind | undefined {
  return kindsOf[String(type)];
}

/** `included`: what else came with the answer, as updates of incidents do. */
export function flatOf(resource: Resource, included: readonly unknown[] = []): Record<string, unknown> {
  const { id, attributes = {}, relationships = {} } = resource;
  const plain = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [nameOf(name, value), valueOf(value)]));
  const idsOf = (name: string) => refsOf(relationships[name]?.data).map((ref) => ref.id);
  const updates = refsOf(relationships['updates']?.data).flatMap((ref) => {
    const found = included.find((each) => isResource(each) && each.id === ref.id && kindOf(each) === 'updates');
    return found ? [flatOf(found)] : [];
  });
  const [group] = idsOf('group');
  return {
    id,
    ...plain,
    ...(group === undefined ? {} : { group_id: group }),
    ...('components' in relationships ? { components: idsOf('components') } : {}),
    ...(updates.length > 0 ? { updates } : {}),
    ...('updateable_id' in plain ? { incident_id: plain['updateable_id'] } : {}),
  };
}

function refsOf(data: unknown): { id: string }[] {
  const all = Array.isArray(data) ? data : data == null ? [] : [data];
  return all.flatMap((each: { id?: string | number }) => (each.id === undefined ? [] : [{ id: String(each.id) }]));
}

// `created: { human, string }` is `created_at`; of a state `value` counts.
function nameOf(name: string, value: unknown): string {
  return isObject(value) && 'string' in value && !name.endsWith('_at') ? `${name}_at` : name;
}

function valueOf(value: unknown): unknown {
  if (!isObject(value)) return value;
  if ('string' in value) return value['string'];
  return 'value' in value ? value['value'] : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
