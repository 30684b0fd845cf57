import { fromField } from './wall-time.ts';

/** What somebody looks for among the changes. Dates are days of their own zone. */
export interface AuditFilter {
  kind: string;
  actor: string;
  thing: string;
  scope: 'page' | 'all';
  since: string;
  until: string;
}

export const noFilter: AuditFilter = { kind: '', actor: '', thing: '', scope: 'page', since: '', until: '' };

/** The query of the API: both days are in it, whole. */
export function auditQuery(filter: AuditFilter, page: string, zone: string) {
  const { kind, actor, thing, scope } = filter;
  const since = filter.since === '' ? undefined : fromField(`${filter.since}T00:00`, zone);
  const last = filter.until === '' ? undefined : fromField(`${dayAfter(filter.until)}T00:00`, zone);
  return {
    ...(scope === 'page' && { page }),
    ...(kind !== '' && { kind }),
    ...(actor !== '' && { actor }),
    ...(thing !== '' && { thing }),
    ...(since !== undefined && { since }),
    ...(last !== undefined && { until: last }),
  };
}

function dayAfter(date: string): string {
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  return Number.isNaN(ms) ? date : new Date(ms + 86_400_000).toISOString().slice(0, 10);
}

interface Said {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/** What a change made of what, field by field; what stayed is not told. */
export function changesOf({ before, after }: Said): { field: string; before: string; after: string }[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((field) => ({ field, before: textOf(before[field]), after: textOf(after[field]) }))
    .filter((each) => each.before !== each.after);
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `open-incident` as it is read. */
export function verbText(verb: string | null, kind: string): string {
  const text = (verb ?? kind).replaceAll('-', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
