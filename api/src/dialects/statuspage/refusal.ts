import { Problem } from '@pharos/core/problem';

/** It cannot even be read: there that is another status than a field that is wrong. */
export class BadRequest extends Error {}

/** Our own API said no: what it answered, in its own words. */
export class Refused extends Error {
  readonly status: number;
  readonly told: Told;
  readonly headers: Record<string, string>;

  constructor(status: number, told: Told, headers: Record<string, string>) {
    super(told.detail ?? `answered ${status}`);
    this.status = status;
    this.told = told;
    this.headers = headers;
  }
}

export interface Told {
  detail?: string;
  fields?: { path: string; message: string }[];
}

/** What Statuspage has and we have not: said where it is asked for, and in `docs/statuspage.md`. */
export function notCarried(what: string): Problem {
  return new Problem('invalid', `${what}: not carried here, see docs/statuspage.md`);
}

/** Our words for what is called otherwise there. */
const theirs: Record<string, string> = {
  title: 'name',
  startsAt: 'scheduled_for',
  endsAt: 'scheduled_until',
  impact: 'impact_override',
  groupId: 'group_id',
  startDate: 'start_date',
  onlyShowIfDegraded: 'only_show_if_degraded',
  timeZone: 'time_zone',
  slug: 'subdomain',
  unit: 'suffix',
  decimals: 'decimal_places',
  public: 'display',
  text: 'body_draft',
  startedAt: 'backfill_date',
};

/** The body of an error. Clients look for `error`, a text or a list of them, and then for `message`. */
export function errorBody({ detail = 'Something is wrong', fields = [] }: Told): { error: string | string[]; message: string } {
  if (fields.length === 0) return { error: detail, message: detail };
  const lines = fields.map(({ path, message }) => {
    const [first = '', ...rest] = path.split('.');
    return `${[theirs[first] ?? first, ...rest].join('.')} ${message}`;
  });
  return { error: lines, message: lines.join(', ') };
}
