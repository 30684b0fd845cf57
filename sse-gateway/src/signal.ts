/** Somewhere to listen: a part says what has happened, and does not know who acts on it. The role brings the two together. */
export interface Signal<Words extends unknown[]> {
  say(...words: Words): void;
  listen(listener: (...words: Words) => void): void;
}

export function createSignal<Words extends unknown[]>(): Signal<Words> {
  const listeners: ((...words: Words) => void)[] = [];
  return {
    say: (...words) => {
      for (const listener of listeners) listener(...words);
    },
    listen: (listener) => void listeners.push(listener),
  };
}
