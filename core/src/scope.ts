import { z } from 'zod';

/** How much somebody may do; who may do more may do less. */
export const Level = z.enum(['read', 'write', 'admin']);
export type Level = z.infer<typeof Level>;

const areaScope = /^[a-z][a-z-]{0,39}:(?:read|write)$/;

/**
 * What a key may do: so much of everything (`read` and `write` leave out what is for administrators: keys, subscribers, what
 * decides who sees a page), or of one sort of things all there is, `incidents:write`, or all that can be read, `subscribers:read`.
 */
export const Scope = z.union([
  Level,
  z
    .string()
    .regex(areaScope, 'not a scope: read, write, admin, or one of a sort of things, such as incidents:write')
    .transform((scope) => scope as AreaScope),
]);
export type AreaScope = `${string}:${'read' | 'write'}`;
export type Scope = Level | AreaScope;

/** What is to be done: to which sort of things, how much it takes, and whether it only looks. */
export interface Deed {
  area: string;
  level: Level;
  isReading: boolean;
}

export function mayDo(scopes: readonly Scope[], { area, level, isReading }: Deed): boolean {
  return (
    rankOf(scopes) >= Level.options.indexOf(level) || scopes.includes(`${area}:write`) || (isReading && scopes.includes(`${area}:read`))
  );
}

/** May somebody with these give another one this? Nobody gives more than he has. */
export function mayGive(scopes: readonly Scope[], scope: Scope): boolean {
  const rank = rankOf(scopes);
  if (rank === Level.options.indexOf('admin') || scopes.includes(scope)) return true;
  if (isLevel(scope)) return rank >= Level.options.indexOf(scope);
  return scope.endsWith(':read') && scopes.includes(`${areaOf(scope)}:write`);
}

export function areaOf(scope: AreaScope): string {
  return scope.slice(0, scope.indexOf(':'));
}

export function isLevel(scope: Scope): scope is Level {
  return Level.options.includes(scope as Level);
}

function rankOf(scopes: readonly Scope[]): number {
  return Math.max(-1, ...scopes.map((each) => Level.options.indexOf(each as Level)));
}
