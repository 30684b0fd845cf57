import { z } from 'zod';
import { entries, type Fold } from '../fold.ts';

export const memberStates = ['joining', 'active', 'left', 'dead'] as const;
export const MemberEntry = z.object({
  number: z.number().int().min(1).max(63),
  state: z.enum(memberStates),
  epoch: z.number().int().min(0),
});
export interface Member extends z.infer<typeof MemberEntry> {
  region: string;
}

// A region's name has 32 characters at most, and its epoch comes behind it.
const memberNameMax = 64;

/**
 * Each state of a region is a field of its own, `m/<region>/<epoch>`, and the greatest epoch says how it stands: who lets a
 * region join again has seen that it was dead, and no late word about that, however it is stamped, makes it dead again. Within
 * an epoch, two who did not know of each other, the later one.
 */
export function readMembersDoc(fold: Fold): Member[] {
  const members = new Map<string, Member>();
  for (const { id, entry } of entries(MemberEntry, fold, 'm', z.string().max(memberNameMax))) {
    const region = id.split('/')[0]!;
    if ((members.get(region)?.epoch ?? -1) <= entry.epoch) members.set(region, { region, ...entry });
  }
  return [...members.values()];
}

export function memberField(region: string, epoch: number): string {
  return `m/${region}/${epoch}`;
}
