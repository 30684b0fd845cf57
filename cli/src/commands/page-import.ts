import { stat } from 'node:fs/promises';
import { Refusal } from '@pharos/console/client';
import { idFrom } from '@pharos/core/id';
import { Slug } from '@pharos/core/names';
import { Problem } from '@pharos/core/problem';
import { templates } from '../moving/generic/templates.ts';
import { createLeftList, sentencesOf, type LeftList } from '../moving/left-out.ts';
import { openFiles } from '../moving/reading/files.ts';
import type { Source } from '../moving/source.ts';
import { sourceAt, sourceNamed, sourceOf } from '../moving/sources.ts';
import { openSpoolFolder } from '../moving/spool.ts';
import type { Taken } from '../moving/taken.ts';
import { zoneOf } from '../moving/times.ts';
import { bring, type Brought } from '../moving/bring.ts';
import { prepare, type Prepared } from '../moving/prepare.ts';
import type { Session } from '../session.ts';

export interface ImportOptions {
  format?: string;
  from?: string;
  into?: string;
  of?: string;
  timeZone: string;
  template?: string;
  dryRun: boolean;
}

/** Reads it there, judges all of it, writes it as files of our own, and has these imported here: by the jobs that import any page. */
export async function importPage(session: Session, options: ImportOptions, what: string | undefined): Promise<void> {
  const { terminal, isJson } = session;
  if (options.template !== undefined) return terminal.print(templateOf(options.template).trimEnd());
  if (what === undefined)
    throw new Problem('invalid', 'say what is to be imported: a file, a folder, an address, or the id of a page there');
  const { source, taken } = await read(session, options, what);
  const slug = Slug.safeParse(options.into ?? taken.page.slug ?? '');
  if (!slug.success) throw new Problem('invalid', 'say with --into what the page is called here: small letters, digits and -');
  const page = await pageNamed(session, slug.data);
  const left = createLeftList();
  await using folder = await openSpoolFolder();
  const prepared = await prepare(taken, { page, slug: slug.data, from: source.name, now: session.now(), left, folder, tell: terminal.say });
  for (const each of sentencesOf(left)) terminal.say(`not taken along: ${each}`);
  const report = { page, slug: slug.data, format: source.name, ...prepared.counts, left: left.shown(), leftBy: left.counts() };
  if (options.dryRun) {
    if (isJson) return terminal.json(report);
    return terminal.print(`would take along ${wordsOf(prepared)}${leftWords(left)}`);
  }
  const brought = await bring(session, page, prepared);
  if (isJson) terminal.json({ ...report, ...brought });
  else terminal.print(`took along ${wordsOf(prepared)}, into ${slug.data}: ${outcomeOf(brought)}${leftWords(left)}`);
  if (brought.refused > 0) throw new Problem('invalid', `${brought.refused} were refused: the lines above say why`);
}

function templateOf(name: string): string {
  const found = templates[name];
  if (found === undefined) throw new Problem('invalid', `there is no template "${name}": ${Object.keys(templates).join(', ')}`);
  return found;
}

async function read(session: Session, options: ImportOptions, what: string): Promise<{ source: Source; taken: Taken }> {
  const { of, format } = options;
  const zone = zoneOf(options.timeZone);
  if (zone === undefined) throw new Problem('invalid', `--time-zone ${options.timeZone} is none: say it as Europe/Berlin`);
  const named = format === undefined ? undefined : sourceNamed(format);
  const isAddress = /^https?:\/\//.test(what);
  if (!isAddress && (await stat(what).catch(() => undefined))) {
    const files = await openFiles(what);
    const source = named ?? (await sourceOf(files));
    if (!source.fromFiles) throw new Problem('invalid', `${source.title} is read by its API: say the id of the page there, and not a file`);
    session.terminal.say(`reading ${what} as an export of ${source.title}`);
    return { source, taken: await source.fromFiles({ files, of, zone, now: session.now() }) };
  }
  const source = named ?? (isAddress ? sourceAt(what) : sourceNamed('statuspage'));
  return { source, taken: await readApi(session, source, { what, from: options.from, zone, isAddress, isNamed: named !== undefined }) };
}

interface Asked {
  what: string;
  from: string | undefined;
  zone: string;
  isAddress: boolean;
  isNamed: boolean;
}

async function readApi(session: Session, { api, title, name }: Source, { what, from, zone, isAddress, isNamed }: Asked): Promise<Taken> {
  if (!api) throw new Problem('invalid', `there is no file or folder ${what}`);
  // What is no id there was meant as a file.
  if (!isNamed && !isAddress && !/^[\w-]{1,64}$/.test(what)) throw new Problem('invalid', `there is no file or folder ${what}`);
  const base = addressOf(from ?? (isAddress ? what : api.base), name);
  const key = session.env[api.keyName] ?? (api.needsKey ? await session.terminal.askSecret(`API key of ${title}: `) : '');
  if (key === '' && api.needsKey) throw new Problem('invalid', `a key of ${title} is needed: ${api.keyName}`);
  const { fetch, sleep, terminal } = session;
  return api.read({ base, what, key, zone, fetch, sleep, tell: terminal.say, now: session.now() });
}

function addressOf(from: string | undefined, name: string): string {
  if (from === undefined) throw new Problem('invalid', `say where ${name} is: its address, or --from`);
  if (URL.canParse(from) && /^https?:$/.test(new URL(from).protocol)) return new URL(from).origin;
  throw new Problem('invalid', `--from ${from} is no address`);
}

/** The one that is called so here; a new one under an id of its own, by which a request that is sent again finds it. */
async function pageNamed({ api, key }: Session, slug: string): Promise<string> {
  try {
    return (await api.ask('GET /v1/slugs/{slug}', { path: { slug } })).value.page;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return idFrom('page of an import', key, slug);
    throw error;
  }
}

function wordsOf({ counts }: Prepared): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}

function outcomeOf({ added, already }: Brought): string {
  return `${added} new, ${already} were there already`;
}

function leftWords(left: LeftList): string {
  return left.total() === 0 ? '' : `; ${left.total()} not taken along`;
}
