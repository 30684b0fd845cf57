import type { Query } from '@pharos/core/outside/postgres';
import { Problem } from '@pharos/core/problem';
import type { Kit } from '@pharos/core/role';
import { docRef } from '@pharos/resources/kind';
import { memberField, readMembersDoc, type Member } from '@pharos/resources/member/fields';
import type { Store } from '../store/store.ts';
import { writeDoc } from '../write/write-doc.ts';

export const membersRef = docRef('members', 'all', null);

export interface KnownRegion {
  region: string;
  number: number;
}

/**
 * Membership travels in the log like everything else: who has not heard that a region is dead still keeps the log for it.
 * Until somebody says otherwise the members are those of the configuration, at epoch 0.
 */
export async function seedMembers(query: Query, regions: KnownRegion[]): Promise<void> {
  for (const { region, number } of regions) {
    await query`insert into member (region, number, epoch, state) values (${region}, ${number}, 0, 'active') on conflict do nothing`;
  }
}

/** Those who count: for whom the log is kept, and whose word a claim needs. */
export async function readActiveMembers(query: Query): Promise<KnownRegion[]> {
  return query<KnownRegion[]>`select region, number from member where state in ('active', 'joining') order by number`.then((rows) => [
    ...rows,
  ]);
}

/** Each change of a region's state is a new epoch, so that an older word about it never wins. */
export async function setMember(
  store: Store,
  kit: Pick<Kit, 'region' | 'regionNumber' | 'clock' | 'random'>,
  { region, number }: KnownRegion,
  state: Member['state'],
): Promise<boolean> {
  if (region === kit.region && state === 'dead') throw new Problem('invalid', 'a region cannot declare itself dead: let another one do it');
  return writeDoc(store, kit, membersRef, (fold) => {
    const known = readMembersDoc(fold).find((each) => each.region === region);
    if (known?.state === state) return {};
    const epoch = (known?.epoch ?? 0) + 1;
    return { [memberField(region, epoch)]: { number, state, epoch } };
  });
}
