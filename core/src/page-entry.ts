/*
 * How somebody who is signed in at an API comes to a page that an edge shows, whose host the API's cookie never reaches:
 *
 *   the edge   gives the browser a secret in a cookie, and sends it to the API with the secret's hash (`state`), the page's name
 *              (`of`), and where to come back, signed by what edge and API share (`entrySubject`): nobody else makes an API send a browser anywhere
 *   the API    has the browser sign in, if need be, and sends it back with a code of a minute, bound to page, state and session (`codeSubject`)
 *   the edge   has the API take the code, with the secret from the cookie, for a token of a reader; each code once
 *
 * A code that is seen in an address, or is put into somebody else's browser, opens nothing without the cookie. The name of the page
 * goes along unresolved until somebody is signed in: a guest is sent the same way whether it is there or not.
 */
import { hexOf } from './base64.ts';

/** The cookie of the page's host that holds the secret. */
export const entryCookie = 'pharos_entry';
/** Somebody signs in meanwhile, perhaps by a link in a mail. */
export const entryMs = 20 * 60_000;

/** A page by the name that it was asked for under. */
export const entryOf = /^(?:slug:[a-z0-9-]{1,63}|host:[a-z0-9.-]{1,253}|page:[0-9a-f-]{36})$/;

export interface Entering {
  of: string;
  /** Where the browser comes back to. */
  back: string;
  state: string;
}

/** What the edge signs, as the subject of a token. */
export function entrySubject({ of, back, state }: Entering): string {
  return `entry ${of} ${state} ${hexOf(new TextEncoder().encode(back))}`;
}

/** What the API signs; `session`: as `readerSessionText` writes it. */
export function codeSubject(page: string, state: string, session: string): string {
  return `code ${page} ${state} ${session}`;
}

export async function stateOf(secret: string): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))));
}
