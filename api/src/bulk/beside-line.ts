import { Id } from '@pharos/core/id';
import { Scope } from '@pharos/core/scope';
import { Name } from '@pharos/core/texts';
import { Time } from '@pharos/core/value';
import { BroughtPart, BroughtPoint, broughtMax } from '@pharos/resources/metric/brought';
import { Email } from '@pharos/resources/person/fields';
import { PageRoles } from '@pharos/resources/seat/changes';
import { Role } from '@pharos/resources/seat/role';
import { z } from 'zod';

/*
 * What is taken along beside the documents: what was measured, who works there, and which keys there were. Of people no proof is in it, no
 * password and no session: they come in there by a link, or by its identity provider. Of keys no secret: each says what it was for,
 * and opens nothing until it is rotated.
 */

const Points = z.object({ page: Id, points: Id, of: z.array(BroughtPoint).max(broughtMax) });
const Parts = z.object({ page: Id, parts: Id, of: z.array(BroughtPart).max(broughtMax) });
const PersonLine = z.object({
  page: Id.nullable(),
  person: z.object({ email: Email, name: Name, role: Role.nullable(), pages: PageRoles }),
});
const KeyLine = z.object({
  page: Id.nullable(),
  key: z.object({ id: Id, name: Name, scopes: z.array(Scope).min(1).max(50), expiresAt: Time.nullable() }),
});
export type PersonSaid = z.infer<typeof PersonLine>['person'];
export type KeySaid = z.infer<typeof KeyLine>['key'];
export type BesideLine = z.infer<typeof Points> | z.infer<typeof Parts> | z.infer<typeof PersonLine> | z.infer<typeof KeyLine>;

/** `name`: of the metric, the key, or the address of the person. */
export type TakenBeside = { page: string | null; name: string } & (
  | { kind: 'points'; points: z.infer<typeof BroughtPoint>[]; parts: z.infer<typeof BroughtPart>[] }
  | { kind: 'person'; person: PersonSaid }
  | { kind: 'key'; key: KeySaid }
);

/** Undefined: it is none of these lines; a text: what is wrong with it. */
export function readBesideLine(json: unknown): TakenBeside | string | undefined {
  const has = (name: string) => typeof json === 'object' && json !== null && name in json;
  if (has('points')) {
    const { data } = Points.safeParse(json);
    return data ? { kind: 'points', page: data.page, name: data.points, points: data.of, parts: [] } : 'has no points that can be read';
  }
  if (has('parts')) {
    const { data } = Parts.safeParse(json);
    return data ? { kind: 'points', page: data.page, name: data.parts, points: [], parts: data.of } : 'has no points that can be read';
  }
  if (has('person')) {
    const { data } = PersonLine.safeParse(json);
    return data ? { kind: 'person', page: data.page, name: data.person.email, person: data.person } : 'has no person that can be read';
  }
  if (has('key')) {
    const { data } = KeyLine.safeParse(json);
    return data ? { kind: 'key', page: data.page, name: data.key.id, key: data.key } : 'has no key that can be read';
  }
  return undefined;
}
