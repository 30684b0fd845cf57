import type { Random } from '@pharos/core/random';
import { openTcpLink, type TcpLink } from './link/tcp-link.ts';
import { host, insideApiPort, type Shared, type Site } from './site.ts';

/** The doors on one region's side through which it reaches another: what crosses goes over the links. */
export interface Crossing {
  from: Site;
  to: Site;
  natsUrl: string;
  apiUrl: string;
}

export interface Crossings extends AsyncDisposable {
  from(site: Site): Crossing[];
  /** The other regions as the roles here are told of them: `eu=2@nats://host:port ...`. */
  peers(site: Site): string;
  /** Every region's API as it is reached from here, the near one first. */
  apis(site: Site): { region: string; url: string }[];
}

export async function openCrossings({ sites, links }: Pick<Shared, 'sites' | 'links'>, random: Random): Promise<Crossings> {
  await using opened = new AsyncDisposableStack();
  const crossings: Crossing[] = [];
  for (const from of sites) {
    for (const to of sites.filter((each) => each !== from)) {
      const [out, back] = [links.between(from.region, to.region), links.between(to.region, from.region)];
      const door = async (port: number): Promise<TcpLink> => opened.use(await openTcpLink({ out, back, target: { host, port }, random }));
      const [nats, api] = [await door(to.natsPort), await door(insideApiPort(to))];
      crossings.push({ from, to, natsUrl: `nats://${host}:${nats.port}`, apiUrl: `http://${host}:${api.port}` });
    }
  }
  const kept = opened.move();
  const from = (site: Site) => crossings.filter((crossing) => crossing.from.region === site.region);
  return {
    from,
    peers: (site) =>
      from(site)
        .map(({ to, natsUrl }) => `${to.region}=${to.number}@${natsUrl}`)
        .join(' '),
    apis: (site) => [
      { region: site.region, url: `http://${host}:${insideApiPort(site)}` },
      ...from(site).map(({ to, apiUrl }) => ({ region: to.region, url: apiUrl })),
    ],
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
