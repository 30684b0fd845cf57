/** Numbers that several processes of a region count together, and that end by themselves. */
export interface Counts extends AsyncDisposable {
  /** Adds to a number; it ends so many seconds after it was begun. Fails, or takes long, where the others cannot be reached. */
  add(name: string, points: number, seconds: number): Promise<Counted>;
}

/** What all have counted together by now, and for how long that goes on. */
export interface Counted {
  total: number;
  msLeft: number;
}
