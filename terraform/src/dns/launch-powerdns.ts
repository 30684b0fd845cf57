import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startChild, untilUp, type Child } from '@pharos/core/launch/child';
import { freePort, isListening } from '@pharos/core/launch/port';
import { Problem } from '@pharos/core/problem';

export interface LaunchedPowerdns extends Child {
  port: number;
  /** Takes another zone over while it runs: its serial must be greater. */
  reload(zone: string): Promise<void>;
}

// Where Debian's package `geoip-database` puts which country an address is of.
const countries = '/usr/share/GeoIP/GeoIP.dat';

/** A real PowerDNS that answers for one zone on this machine alone, and knows continents and countries. */
export async function launchPowerdns(options: {
  dir: string;
  domain: string;
  zone: string;
  checkSeconds: number;
}): Promise<LaunchedPowerdns> {
  const { dir, domain, checkSeconds } = options;
  await demandPowerdns();
  await mkdir(dir, { recursive: true });
  const port = await freePort();
  const zoneFile = join(dir, 'zone');
  const logFile = join(dir, 'log');
  await writeFile(zoneFile, options.zone);
  await writeFile(join(dir, 'named.conf'), `zone "${domain}" { type master; file "${zoneFile}"; };\n`);
  await writeFile(join(dir, 'pdns.conf'), settings({ dir, port, checkSeconds }));
  const child = startChild({ command: 'pdns_server', args: [`--config-dir=${dir}`], logFile, stopMs: 3_000 });
  await untilUp(child, () => isListening(port), `pdns_server on port ${port}`, logFile, 20_000);
  return {
    ...child,
    port,
    reload: async (zone) => {
      await writeFile(zoneFile, zone);
      const words = [`--config-dir=${dir}`, 'bind-reload-now', domain];
      const { stdout } = await promisify(execFile)('pdns_control', words);
      if (!stdout.includes('parsed into memory')) throw new Problem('invalid', `PowerDNS did not take the zone: ${stdout.trim()}`);
    },
  };
}

const settings = ({ dir, port, checkSeconds }: { dir: string; port: number; checkSeconds: number }): string => `launch=bind,geoip
bind-config=${join(dir, 'named.conf')}
geoip-database-files=dat:${countries}
local-address=127.0.0.1
local-port=${port}
socket-dir=${dir}
enable-lua-records=yes
# By where the visitor is, and not the resolver, if the resolver says so.
edns-subnet-processing=yes
lua-health-checks-interval=${checkSeconds}
security-poll-suffix=
daemon=no
guardian=no
disable-syslog=yes
write-pid=no
`;

/** Says what is missing before the server says it in words of its own. */
async function demandPowerdns(): Promise<void> {
  const isThere = `${process.env.PATH}${delimiter}/usr/sbin`.split(delimiter).some((each) => existsSync(join(each, 'pdns_server')));
  const missing = [
    ...(isThere ? [] : ['pdns-server', 'pdns-backend-bind']),
    ...((await hasModule('libgeoipbackend.so')) ? [] : ['pdns-backend-geoip']),
    ...(existsSync(countries) ? [] : ['geoip-database']),
  ];
  if (missing.length > 0) throw new Problem('unavailable', `this needs PowerDNS: apt-get install ${missing.join(' ')}`);
}

async function hasModule(name: string): Promise<boolean> {
  const folders = existsSync('/usr/lib') ? await readdir('/usr/lib') : [];
  return folders.some((each) => existsSync(join('/usr/lib', each, 'pdns', name)));
}
