import { z } from 'zod';
import { entries } from './read-fold.ts';
import type { Fold } from './registers.ts';

export const memberStates = ['joining', 'active', 'left', 'dead'] as const;
const Member = z.object({ number: z.number().int().min(1).max(63), state: z.enum(memberStates), epoch: z.number().int().min(0) });
export interface Member extends z.infer<typeof Member> {
  region: string;
}

export function readMembersDoc(fold: Fold): Member[] {
  return entries(Member, fold, 'm').map(({ id, entry }) => ({ region: id, ...entry }));
}
