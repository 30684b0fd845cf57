import { check } from 'k6';
import http from 'k6/http';
import type { Ask } from './asks.ts';
import { textOf } from './text-of.ts';

/** Asks by k6, and checks the answer; what came, or undefined where it was not right. */
export async function ask({ what, check: name, method, url, headers, body, isRight }: Ask): Promise<string | undefined> {
  const answer = await http.asyncRequest(method, url, body, { tags: { what }, headers });
  return check(answer, { [name]: () => isRight(answer.status, textOf(answer)) }) ? textOf(answer) : undefined;
}
