/** Where the roles behind a front are here: two of each, and one socket for the two gateways. */
export interface Behind {
  api: Instance[];
  notifier: Instance[];
  edge: Instance[];
  gateway: Instance[];
}

export interface Instance {
  main: number;
  admin: number;
}

/** Where the front itself is here. */
export interface FrontPlace {
  host: string;
  plainPort: number;
  publicPort: number;
  insidePort: number;
  /** Certificate and key in one file. */
  pemFile: string;
  dir: string;
}

export const frontKinds = ['haproxy', 'nginx'] as const;
export type FrontKind = (typeof frontKinds)[number];

// As they stand in deploy/haproxy and deploy/nginx, where they are those of the units of systemd.
const written: Record<keyof Behind, { main(instance: number): number; admin: number }> = {
  api: { main: (instance) => 8_100 + instance, admin: 9_410 },
  gateway: { main: () => 8_201, admin: 9_420 },
  notifier: { main: (instance) => 8_400 + instance, admin: 9_440 },
  edge: { main: (instance) => 8_500 + instance, admin: 9_450 },
};

/** The configuration as it is shipped, with this machine's ports and files in place of a host's; all else stays as it is. */
export function relocate(kind: FrontKind, shipped: string, behind: Behind, place: FrontPlace): string {
  const own = kind === 'haproxy' ? haproxyPlaces(place) : nginxPlaces(place);
  const roles = (Object.keys(written) as (keyof Behind)[]).flatMap((role) =>
    behind[role].flatMap(({ main, admin }, at): [string, string][] => [
      [`127.0.0.1:${written[role].main(at + 1)}`, `${place.host}:${main}`],
      ...(kind === 'haproxy' ? [[`check port ${written[role].admin + at + 1}`, `check port ${admin}`] as [string, string]] : []),
    ]),
  );
  return replaceEach(shipped, new Map([...own, ...roles]));
}

function haproxyPlaces({ host, plainPort, publicPort, insidePort, pemFile, dir }: FrontPlace): [string, string][] {
  return [
    ['bind :80\n', `bind ${host}:${plainPort}\n`],
    ['bind :443 ', `bind ${host}:${publicPort} `],
    ['bind 127.0.0.1:8100\n', `bind ${host}:${insidePort}\n`],
    ['/etc/haproxy/certs/pharos.pem', pemFile],
    ['/run/haproxy/admin.sock', `${dir}/admin.sock`],
    // Each takes two files, of which a host is set up to have more than this machine.
    ['  maxconn 200000\n', '  maxconn 4000\n'],
    // It stays who started it.
    ['  user haproxy\n  group haproxy\n', ''],
  ];
}

function nginxPlaces({ host, plainPort, publicPort, insidePort, pemFile, dir }: FrontPlace): [string, string][] {
  return [
    ['listen 80 ', `listen ${host}:${plainPort} `],
    ['listen 443 ', `listen ${host}:${publicPort} `],
    ['listen 127.0.0.1:8100;', `listen ${host}:${insidePort};`],
    ['/etc/nginx/certs/pharos.pem', pemFile],
    ['/var/cache/nginx/pharos', `${dir}/cache`],
  ];
}

/** All in one go, so that what was put in is not replaced again; each stands there, or the file is not the one that is meant. */
function replaceEach(text: string, places: Map<string, string>): string {
  for (const from of places.keys()) if (!text.includes(from)) throw new Error(`the configuration does not hold ${JSON.stringify(from)}`);
  const longestFirst = [...places.keys()].toSorted((a, b) => b.length - a.length);
  const any = new RegExp(longestFirst.map((each) => RegExp.escape(each)).join('|'), 'g');
  return text.replaceAll(any, (found) => places.get(found)!);
}
