// Words, or sentences that are made of something.
export interface Shape {
  [name: string]: string | ((...given: never[]) => string) | Shape;
}

/** What another language has to say: the same names, with other words. */
export type Loose<T> = {
  [K in keyof T]: T[K] extends string ? string : T[K] extends (...given: infer G) => string ? (...given: G) => string : Loose<T[K]>;
};
