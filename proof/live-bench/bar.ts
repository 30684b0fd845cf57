export type Figures = Record<string, number>;

/** What is asked of a figure: of ours alone, or of its ratio to another's in the same run. */
export interface Bar {
  what: string;
  of: string;
  figure: string;
  /** Divided by this server's figure, or by this figure of the same server. */
  to?: { server?: string; figure?: string };
  unit: string;
  is: 'at least' | 'at most';
  floor: number;
  goal?: number;
}

export interface Verdict {
  what: string;
  measured: number;
  isMet: boolean;
  line: string;
}

/** Undefined where what it compares with was not measured. */
export function verdict(bar: Bar, medians: Record<string, Figures>): Verdict | undefined {
  const ours = medians[bar.of]?.[bar.figure];
  const other = bar.to ? medians[bar.to.server ?? bar.of]?.[bar.to.figure ?? bar.figure] : 1;
  if (ours === undefined || other === undefined) return undefined;
  const measured = ours / other;
  const reaches = (limit: number) => (bar.is === 'at least' ? measured >= limit : measured <= limit);
  const isMet = reaches(bar.floor);
  const goal = bar.goal === undefined ? '' : `, goal ${bar.goal} ${bar.unit} ${reaches(bar.goal) ? 'met' : 'missed'}`;
  const line = `${isMet ? 'pass' : 'MISS'}  ${bar.what}: ${Number(measured.toPrecision(3))} ${bar.unit} (${bar.is} ${bar.floor} ${bar.unit}${goal})`;
  return { what: bar.what, measured, isMet, line };
}
