import { signal, type Signal } from '@preact/signals';

/** What somebody has begun to fill in, or has chosen for this browser: it outlives the tab. */
export interface Keeper {
  /** Written at each change. `first`: where nothing is kept, or something that is no such thing any more. */
  of<T extends object>(name: string, first: T): Signal<T>;
  set(name: string, to: object): void;
  /** Something was written under this name, in this tab or an earlier one. */
  has(name: string): boolean;
  forget(name: string): void;
}

const prefix = 'pharos kept ';

export function createKeeper(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Keeper {
  const open = new Map<string, Signal<object>>();
  const stored = (name: string): object | undefined => {
    try {
      const found: unknown = JSON.parse(storage.getItem(prefix + name) ?? 'null');
      return typeof found === 'object' && found !== null ? found : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    of: <T extends object>(name: string, first: T) => {
      // A form that has got another field meanwhile has its first value there.
      const known = open.get(name) ?? signal<object>({ ...first, ...stored(name) });
      open.set(name, known);
      return known as Signal<T>;
    },
    set: (name, to) => {
      const known = open.get(name);
      if (known) known.value = to;
      else open.set(name, signal<object>(to));
      try {
        storage.setItem(prefix + name, JSON.stringify(to));
      } catch {
        // The browser keeps nothing for us: the tab still does.
      }
    },
    has: (name) => stored(name) !== undefined,
    forget: (name) => {
      open.delete(name);
      storage.removeItem(prefix + name);
    },
  };
}
