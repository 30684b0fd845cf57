/** As a list that is read as it is asked for. */
export async function* each<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}

export async function allOf<T>(read: AsyncIterable<T>, tell: (count: number) => void = () => undefined, tellEach = 100): Promise<T[]> {
  const all: T[] = [];
  for await (const one of read) if (all.push(one) % tellEach === 0) tell(all.length);
  return all;
}
