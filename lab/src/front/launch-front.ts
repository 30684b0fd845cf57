import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startChild, untilUp, type Child } from '@pharos/core/launch/child';
import { isListening } from '@pharos/core/launch/port';
import { Problem } from '@pharos/core/problem';
import { relocate, type Behind, type FrontKind, type FrontPlace } from './relocate.ts';

const shippedFiles: Record<FrontKind, URL> = {
  haproxy: new URL('../../../deploy/haproxy/pharos.cfg', import.meta.url),
  nginx: new URL('../../../deploy/nginx/pharos.conf', import.meta.url),
};

export interface FrontOptions {
  kind: FrontKind;
  behind: Behind;
  place: FrontPlace;
  logFile: string;
  /** Smaller figures, for a test that has to go beyond them. */
  change?(text: string): string;
}

/** The configuration that is shipped, run by the real server (Debian: packages `haproxy`, `nginx`) in front of roles of this machine. */
export async function launchFront({ kind, behind, place, logFile, change = (text) => text }: FrontOptions): Promise<Child> {
  mkdirSync(place.dir, { recursive: true });
  makeCertificate(place);
  const config = join(place.dir, kind === 'haproxy' ? 'pharos.cfg' : 'pharos.conf');
  writeFileSync(config, change(relocate(kind, readFileSync(shippedFiles[kind], 'utf8'), behind, place)));
  const child = startChild({
    command: programOf(kind),
    args: kind === 'haproxy' ? ['-db', '-f', config] : around(place.dir, config),
    logFile,
    stopMs: 3_000,
  });
  await untilUp(child, () => isListening(place.publicPort, place.host), `${kind} on port ${place.publicPort}`, logFile, 10_000);
  return child;
}

/** Lets this process believe the front's certificate; other processes are told by `NODE_EXTRA_CA_CERTS`. */
export function trustFront({ pemFile }: Pick<FrontPlace, 'pemFile'>): void {
  const certificate = readFileSync(pemFile, 'utf8');
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
}

// A front that has none of the roles by then has another trouble.
const servingMs = 15_000;
const lookMs = 100;
const noServer = new Set([502, 503]);

/** Roles are asked by health checks: the front serves a little after they are ready. This process must trust it. */
export async function untilServing({ host, publicPort }: FrontPlace): Promise<void> {
  const until = performance.now() + servingMs;
  for (const path of ['/v1/pages', '/live/none', '/none']) {
    for (;;) {
      const answer = await fetch(`https://${host}:${publicPort}${path}`, { redirect: 'manual', signal: AbortSignal.timeout(servingMs) });
      await answer.body?.cancel();
      if (!noServer.has(answer.status)) break;
      if (performance.now() > until) throw new Problem('unavailable', `the front says ${answer.status} for ${path}`);
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  }
}

// Longer than any lab runs, and short enough that nobody takes it for anything else.
const certificateDays = 30;

/** A key and its own certificate for this machine, made once and kept beside the data. */
export function makeCertificate({ pemFile, host }: Pick<FrontPlace, 'pemFile' | 'host'>): void {
  if (existsSync(pemFile)) return;
  const names = `subjectAltName=IP:${host},DNS:localhost,DNS:*.localhost`;
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(certificateDays)];
  const made = execFileSync(programOf('openssl'), [...words, '-subj', '/CN=pharos lab', '-addext', names, '-keyout', '-', '-out', '-'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  writeFileSync(pemFile, made, { mode: 0o600 });
}

/** As /etc/nginx/nginx.conf stands around the files of conf.d. */
function around(dir: string, config: string): string[] {
  const main = join(dir, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${dir}/${name};`);
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    'worker_processes 2;',
    `pid ${dir}/nginx.pid;`,
    'error_log stderr warn;',
    'events { worker_connections 4096; }',
    'http {',
    '  access_log off;',
    ...temporary,
    `  include ${config};`,
    '}',
  ];
  writeFileSync(main, `${lines.join('\n')}\n`);
  return ['-e', 'stderr', '-p', dir, '-c', main];
}

// Debian keeps servers where only root looks.
function programOf(name: string): string {
  const found = `${process.env.PATH}:/usr/sbin:/sbin`.split(':').find((folder) => existsSync(join(folder, name)));
  if (found === undefined) throw new Problem('unavailable', `this needs ${name}: on Debian "apt-get install -y ${name}"`);
  return join(found, name);
}
