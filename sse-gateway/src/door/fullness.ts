export interface FullnessOptions {
  readersMax: number;
  isMemoryFull(): boolean;
}

// Open again only below this part of its places: a gateway at the brim would flap with each reader who leaves.
const openBelow = 0.95;

/** Whether the edge should send readers elsewhere: those whom it sends here would only be sent away to polling. */
export function createFullness({ readersMax, isMemoryFull }: FullnessOptions): (readers: number) => boolean {
  let hasNoPlace = false;
  return (readers) => {
    hasNoPlace = readers >= (hasNoPlace ? readersMax * openBelow : readersMax);
    return hasNoPlace || isMemoryFull();
  };
}
