import type { Call } from './call.ts';

export interface Answered {
  /** 200, where nothing is said. */
  status?: 200 | 201 | 202 | 204;
  body?: object;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Where routes are put: paths as there, below `/v1`. */
export interface Dialect {
  on(method: Method | Method[], path: string, answer: (call: Call) => Promise<Answered>): void;
}
