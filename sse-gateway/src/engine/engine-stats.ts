import type { EngineStats } from './engine.ts';

type Figures = Omit<EngineStats, 'threads'>;

/** The figures of several parts of an engine as those of one. */
export function sumStats(parts: Figures[], threads: number[]): EngineStats {
  const sum = (name: keyof Figures) => parts.reduce((total, part) => total + part[name], 0);
  return {
    connections: sum('connections'),
    readers: sum('readers'),
    blocked: sum('blocked'),
    resets: sum('resets'),
    dropped: sum('dropped'),
    merged: sum('merged'),
    turnedAway: sum('turnedAway'),
    threads,
  };
}
