import { momentAt } from '@pharos/core/calendar';
import { isTimeZone } from '@pharos/core/time-zone';

/** A moment as programs write it: with its distance from UTC, or, without, as the clocks of that zone say. Undefined: it is none. */
export function momentOf(text: string | null | undefined, zone: string): string | undefined {
  const said = text?.trim() ?? '';
  const [, date, time = '00:00:00', offset] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(said) ?? [];
  if (date === undefined) return undefined;
  const local = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (Number.isNaN(local)) return undefined;
  // Clocks on walls are told by the second.
  const part = local % 1_000;
  if (offset === undefined) return new Date(momentAt(local - part, zone) + part).toISOString();
  const whole = Date.parse(`${date}T${time}${offset.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(whole) ? undefined : new Date(whole).toISOString();
}

// What was called so before it had a city.
const oldZones: Record<string, string> = {
  'Etc/UTC': 'UTC',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Central Time (US & Canada)': 'America/Chicago',
  'Eastern Time (US & Canada)': 'America/New_York',
};

/** Undefined: nobody here knows it by that name. */
export function zoneOf(zone: string | null | undefined): string | undefined {
  if (!zone) return 'UTC';
  const named = oldZones[zone] ?? zone;
  if (isTimeZone(named)) return named;
  // `Berlin` of a list of cities.
  const city = named.replaceAll(' ', '_');
  return Intl.supportedValuesOf('timeZone').find((each) => each.endsWith(`/${city}`));
}

export function utc(moment: string): string {
  return new Date(Date.parse(moment)).toISOString();
}
