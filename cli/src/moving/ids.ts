import { lineFrom } from '@pharos/core/cut';

/** How things of there are called here. */
export interface Ids {
  of(kind: string, id: string): string;
  /** Undefined: there is no such component. */
  component(id: string): string | undefined;
}

/** Places among others, as a text that sorts as they do. */
export function orderOf(position: number): string {
  return `V${String(Math.min(999_999, Math.max(0, Math.trunc(position)))).padStart(6, '0')}V`;
}

export function nameOf(text: string): string {
  return lineFrom(text) || 'Without a name';
}
