/** The regions in the order in which they are asked: the one that answered last first. */
export interface Regions {
  order(): string[];
  answered(region: string): void;
  /** It cannot, and says who may: these are asked next. */
  failed(region: string, elsewhere?: readonly string[]): void;
}

// Regions that are told of are few; a list that grows without end is nobody's.
const toldMax = 16;

export function createRegions(given: readonly string[]): Regions {
  const known = given.map(addressOf);
  if (known.length === 0) throw new TypeError('name the API of at least one region');
  // A key goes over a line that is closed, unless it has been sent over an open one by whoever uses this.
  const isOpen = known.some((each) => each.startsWith('http:'));
  let order = [...new Set(known)];
  const first = (region: string) => [region, ...order.filter((each) => each !== region)];
  return {
    order: () => [...order],
    answered: (region) => void (order = first(region)),
    failed: (region, elsewhere = []) => {
      const told = elsewhere.flatMap((each) => (URL.canParse(each) && (isOpen || each.startsWith('https:')) ? [addressOf(each)] : []));
      const others = order.filter((each) => each !== region && !told.includes(each));
      order = [...new Set([...told.filter((each) => each !== region), ...others])].slice(0, toldMax);
      order.push(region);
    },
  };
}

function addressOf(region: string): string {
  const { origin, pathname } = new URL(region);
  return `${origin}${pathname.replace(/\/$/, '')}`;
}
