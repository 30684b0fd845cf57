import type { Console } from '../console.ts';
import { Refusal } from '../api/refusal.ts';

/** Finds out who is signed in, by the token that this tab has; without one, nobody is. */
export async function enter({ api, session }: Pick<Console, 'api' | 'session'>): Promise<void> {
  if (session.token() === null) return session.known(null);
  try {
    session.known((await api.ask('GET /v1/account', {})).value);
  } catch (error) {
    // What was refused as over is told to the session by the API's client.
    if (!(error instanceof Refusal)) throw error;
    if (error.status !== 401) throw error;
  }
}
