/** A systemd unit as far as we write them: sections of keys, each key as often as it stands there. */
export interface Unit {
  all(section: string, key: string): string[];
  /** The last one, as systemd takes it. */
  one(section: string, key: string): string;
}

export function readUnit(text: string): Unit {
  const found: { section: string; key: string; value: string }[] = [];
  let section = '';
  for (const line of text.split('\n')) {
    const header = /^\[(\w+)\]$/.exec(line);
    if (header) section = header[1]!;
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) found.push({ section, key, value: value! });
  }
  const all = (wanted: string, key: string) =>
    found.filter((each) => each.section === wanted && each.key === key).map(({ value }) => value);
  return {
    all,
    one: (wanted, key) => {
      const value = all(wanted, key).at(-1);
      if (value === undefined) throw new Error(`there is no ${key}= in [${wanted}]`);
      return value;
    },
  };
}

export interface Service {
  command: string[];
  readyCommand: string[];
  env: Record<string, string>;
  killSignal: NodeJS.Signals;
  stopMs: number;
}

/** What systemd would start for one instance of a template, with the sources in `root` in place of where they are installed. */
export function serviceOf(text: string, instance: number, root: string): Service {
  const unit = readUnit(text);
  const here = (value: string) => value.replaceAll('%i', String(instance)).replaceAll('/opt/pharos', root);
  const words = (value: string) => here(value).split(' ');
  const pairs = unit.all('Service', 'Environment').flatMap(words);
  return {
    command: words(unit.one('Service', 'ExecStart')),
    readyCommand: words(unit.one('Service', 'ExecStartPost')),
    env: Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
    killSignal: unit.one('Service', 'KillSignal') as NodeJS.Signals,
    stopMs: Number(unit.one('Service', 'TimeoutStopSec')) * 1_000,
  };
}
