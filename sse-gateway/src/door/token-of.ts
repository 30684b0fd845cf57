import { readerCookie } from '@pharos/core/reader-token';
import type { HttpRequest } from './http-request.ts';

/** The token a request brings: a browser's stream can carry it in the address or a cookie, others as a bearer. */
export function tokenOf({ query, headers }: HttpRequest, page: string): string | undefined {
  const bearer = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const cookies = (headers.get('cookie') ?? '').split(/;\s*/);
  const name = `${readerCookie(page)}=`;
  return query.get('token') || bearer || cookies.find((each) => each.startsWith(name))?.slice(name.length);
}

/** Headers `tokenOf` looks at. */
export const tokenHeaders = ['authorization', 'cookie'];
