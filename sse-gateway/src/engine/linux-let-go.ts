import type { createFanOut } from './fan-out.ts';
import type { Guest } from './linux-messages.ts';
import type { LetGo } from './movable.ts';

/** A number for each descriptor: what its reader was admitted under. */
export function createTags() {
  let tagOf = new Uint32Array(1_024);
  return {
    of: (fd: number): number => tagOf[fd]!,
    set: (fd: number, tag: number): void => {
      if (fd >= tagOf.length) {
        const bigger = new Uint32Array(Math.max(fd + 1, tagOf.length * 2));
        bigger.set(tagOf);
        tagOf = bigger;
      }
      tagOf[fd] = tag;
    },
  };
}

/** Takes every socket out of a thread that is not being closed, with what is needed to go on with it elsewhere. */
export function letGo(
  fanOut: ReturnType<typeof createFanOut>,
  guests: Map<number, Guest>,
  tags: ReturnType<typeof createTags>,
  release: (fd: number) => void,
): LetGo {
  const readers = fanOut.some(Infinity).map((fd) => {
    const owed = fanOut.owed(fd);
    return { fd, topic: fanOut.remove(fd), tag: tags.of(fd), ahead: owed?.ahead, isCut: owed?.isCut ?? true };
  });
  const leaving = [...guests.values()].filter(({ state }) => state !== 'closing');
  for (const { fd } of [...readers, ...leaving]) release(fd);
  return { readers, guests: leaving.map(({ fd, head, address }) => ({ fd, head, address })) };
}
