/** Who may read a page: everybody, those with a token that is not older than `tokensFrom`, or nobody any more. */
export type PageAccess =
  | { kind: 'public' }
  | { kind: 'private'; tokensFrom: number; /** Networks whose people need no token. */ addresses?: string[] }
  | { kind: 'gone' };

export function accessOf(isPrivate: boolean, tokensFrom: Date | string | null | undefined): PageAccess {
  return isPrivate ? { kind: 'private', tokensFrom: tokensFrom ? new Date(tokensFrom).getTime() : 0 } : { kind: 'public' };
}
