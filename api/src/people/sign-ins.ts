import type { Kit } from '@pharos/core/role';
import { newId } from '@pharos/core/id';
import { Problem } from '@pharos/core/problem';
import type { Writer } from '@pharos/crdt-sync';
import { slotFor } from '@pharos/resources/person/session';
import type { ChangeOf } from '@pharos/resources/registry';
import type { Person } from '@pharos/region/reading/people';
import type { Attempt, Attempts } from '../attempts.ts';
import type { People } from './people.ts';
import type { SessionToken } from './session-token.ts';

/** What somebody has shown, and how. */
export type Shown = Omit<ChangeOf<'begin-session'>, 'type' | 'person' | 'session' | 'slot' | 'startedAt' | 'agent'> & { session?: string };

export interface SignIns {
  /** Throws for who tries too often: from one address, or for one person. */
  spend(address: string, person?: string): Promise<void>;
  /** Begins a session, which uses up what is good once. */
  begin(person: Person, shown: Shown, where: { agent: string | undefined; address: string }): Promise<SessionToken>;
}

// Somebody who does not remember which of three passwords it was needs ten tries; a machine gets a thousand a day from one address.
const perAddress = { points: 15, duration: 15 * 60 };
// From however many addresses: with this many a day a password of twelve letters holds for ever. Passkeys and links go on.
const perPerson = { points: 30, duration: 60 * 60 };
const agentMax = 300;

export interface SignInsOptions {
  kit: Pick<Kit, 'clock' | 'random'>;
  writer: Writer;
  people: People;
  attempts: Attempts;
}

export function createSignIns({ kit, writer, people, attempts }: SignInsOptions): SignIns {
  const byAddress = attempts.open('sign-in-address', perAddress);
  const byPerson = attempts.open('sign-in-person', perPerson);
  const take = async (of: Attempt, who: string) => {
    const { isOver, msLeft } = await of.spend(who);
    if (!isOver) return;
    const minutes = Math.ceil(msLeft / 60_000);
    throw new Problem('limit', `too many tries: wait ${minutes} minutes, or sign in with a passkey or a link`, { retryAfterMs: msLeft });
  };
  return {
    spend: async (address, person) => {
      await take(byAddress, address);
      if (person !== undefined) await take(byPerson, person);
    },
    begin: async (person, { session = newId(), ...shown }, { agent = '', address }) => {
      const now = Math.trunc(kit.clock.now());
      const slot = slotFor(person, now, kit.random);
      const startedAt = new Date(now).toISOString();
      await writer.write(
        { type: 'begin-session', person: person.id, session, slot, startedAt, agent: agent.slice(0, agentMax), ...shown },
        { actor: person.id, by: 'person', from: address },
      );
      people.forget(person.id);
      return { person: person.id, id: session, slot, startedAt: now, issuedAt: now };
    },
  };
}
