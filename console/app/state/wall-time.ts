import { localMs, momentAt } from '@pharos/core/calendar';

/** What a field of a browser holds (`2026-03-01T22:00`), by the clocks of a zone. */
export function toField(iso: string, zone: string): string {
  return new Date(localMs(Date.parse(iso), zone)).toISOString().slice(0, 16);
}

/** The moment at which the clocks of this zone say so; undefined: the field holds none. */
export function fromField(text: string, zone: string): string | undefined {
  const local = Date.parse(`${text}:00.000Z`);
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) && !Number.isNaN(local) ? new Date(momentAt(local, zone)).toISOString() : undefined;
}

/** The next full hour but one: who plans tells people before. */
export function laterToday(now: number): string {
  const hourMs = 3_600_000;
  return new Date(Math.ceil(now / hourMs) * hourMs + hourMs).toISOString();
}
