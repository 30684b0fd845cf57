import { Problem } from '@pharos/core/problem';
import { readActiveMembers, seedMembers, setMember } from '../mesh/members.ts';
import { resync } from '../mesh/resync.ts';
import type { CommandContext } from './context.ts';

/** A new region: gets the documents, goes on by the log, and only then is one for whom others keep it. */
export async function joinCommand({ kit, sql, store, peers, options, print }: CommandContext): Promise<number> {
  const own = { region: kit.region, number: kit.regionNumber };
  await seedMembers(sql, peers());
  const tell = options.json ? () => undefined : everyNow(kit, (copied) => print(`copied: ${copied}; it goes on`));
  const docs = await fromAny(peers(), (peer) => resync(store, peer, tell));
  await setMember(store, kit, own, 'active');
  print(
    options.json
      ? JSON.stringify({ joined: kit.region, docs })
      : `${kit.region} has ${docs} documents and is a member; the log brings the rest`,
  );
  return 0;
}

// Whoever waits sees that it goes on.
const tellMs = 10_000;

function everyNow({ clock }: Pick<CommandContext['kit'], 'clock'>, tell: (copied: string) => void): (copied: string) => void {
  let told = clock.elapsed();
  return (copied) => {
    if (clock.elapsed() - told < tellMs) return;
    told = clock.elapsed();
    tell(copied);
  };
}

export async function leaveCommand({ kit, store, options, print }: CommandContext): Promise<number> {
  const changed = await setMember(store, kit, { region: kit.region, number: kit.regionNumber }, 'left');
  print(
    options.json
      ? JSON.stringify({ left: kit.region, changed })
      : `${kit.region} ${changed ? 'has left' : 'had left before'}; stop it once its vectors are aligned`,
  );
  return 0;
}

/**
 * The log is no longer kept for it, claims no longer wait for its word, and the next region by number goes on with what it was telling.
 * When it comes back it resyncs.
 */
export async function declareDeadCommand({ kit, sql, store, peers, args, options, print }: CommandContext): Promise<number> {
  const name = args[0];
  const member = [...(await readActiveMembers(sql)), ...peers()].find(({ region }) => region === name);
  if (!member) throw new Problem('not-found', `no region is called ${name ?? '(name it)'}`);
  const changed = await setMember(store, kit, member, 'dead');
  const said = changed ? 'is declared dead: the region behind it goes on with its notices' : 'was dead already';
  print(options.json ? JSON.stringify({ dead: name, changed }) : `${name} ${said}`);
  return 0;
}

export async function fromAny<P extends { region: string }, T>(peers: P[], work: (peer: P) => Promise<T>): Promise<T> {
  let last: unknown = new Problem('invalid', 'no peer is configured: set PEERS');
  for (const peer of peers) {
    try {
      return await work(peer);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      last = error;
    }
  }
  throw last;
}
