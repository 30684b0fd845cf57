import { Problem } from '@pharos/core/problem';
import { subject } from '@pharos/core/subject';
import { BadDocument } from '@pharos/resources/fold';
import type { z } from 'zod';
import type { PeerLink } from '../mesh/peers.ts';
import { parse } from '../mesh/wire.ts';
import type { Question } from './wire.ts';

// Twice the longest way around the world and back; who answers later has another try.
const askTimeoutMs = 1_000;

/** Undefined: no answer, or none that can be understood. */
export async function askMember<T>(peer: PeerLink, question: Question, answer: z.ZodType<T>): Promise<T | undefined> {
  try {
    return parse(answer, await peer.bus.request(subject.telling(peer.region), JSON.stringify(question), { timeoutMs: askTimeoutMs }));
  } catch (error) {
    if (error instanceof Problem || error instanceof BadDocument) return undefined;
    throw error;
  }
}

/** Until so many have said yes, or all have answered: nobody waits for the slowest. */
export async function untilEnough(asked: Promise<boolean>[], enough: number): Promise<boolean> {
  if (enough <= 0) return true;
  return new Promise((resolve, reject) => {
    let [said, left] = [0, asked.length];
    if (left === 0) resolve(false);
    for (const each of asked)
      each.then((isYes) => {
        left -= 1;
        if (isYes) said += 1;
        if (said >= enough) resolve(true);
        else if (left === 0) resolve(false);
      }, reject);
  });
}
