import { Refusal } from '@pharos/console/client';
import { idFrom } from '@pharos/core/id';
import { Slug } from '@pharos/core/names';
import { Problem } from '@pharos/core/problem';
import type { Session } from '../session.ts';
import { pageFile } from '../moving/page-file.ts';
import { documentsOf, type Moved } from '../moving/statuspage-documents.ts';
import { readStatuspage } from '../moving/statuspage-read.ts';
import { followJob, type Job } from './follow-job.ts';

export interface ImportOptions {
  from: string;
  into?: string;
  dryRun: boolean;
}

/** Reads it there, writes it as one of our own files, and has that imported here: by the job that imports any page. */
export async function importPage(session: Session, { from, into, dryRun }: ImportOptions, of: string): Promise<void> {
  const { terminal, isJson } = session;
  const key = session.env['STATUSPAGE_API_KEY'] ?? (await terminal.askSecret('API key of Statuspage: '));
  if (key === '') throw new Problem('invalid', 'a key of Statuspage is needed: at “API info” there');
  const base = addressOf(from);
  const taken = await readStatuspage({ base, page: of, key, fetch: session.fetch, sleep: session.sleep, tell: terminal.say });
  const slug = Slug.safeParse(into ?? taken.page.subdomain ?? '');
  if (!slug.success) throw new Problem('invalid', 'say with --into what the page is called here: small letters, digits and -');
  const page = await pageNamed(session, slug.data, taken.page.id);
  const moved = documentsOf(taken, { id: page, slug: slug.data });
  for (const each of moved.left) terminal.say(`not taken along: ${each}`);
  if (dryRun) {
    if (isJson) return terminal.json({ page, ...countsOf(moved), left: moved.left });
    return terminal.print(`would take along ${wordsOf(moved)}`);
  }
  const documents = await bringDocuments(session, page, moved);
  const people = await bringSubscribers(session, page, moved);
  if (isJson) return terminal.json({ page, documents, subscribers: people, left: moved.left });
  const added = documents.added + (people?.added ?? 0);
  // The page itself is made when its file comes, and found there by its first line.
  const already = documents.already - 1 + (people?.already ?? 0);
  terminal.print(`took along ${wordsOf(moved)}, into ${slug.data}: ${added} new, ${already} were there already`);
  const refused = documents.refused + (people?.refused ?? 0);
  if (refused > 0) throw new Problem('invalid', `${refused} were refused: the lines above say why`);
}

function addressOf(from: string): string {
  if (URL.canParse(from) && /^https?:$/.test(new URL(from).protocol)) return new URL(from).origin;
  throw new Problem('invalid', `--from ${from} is no address`);
}

/** The one that is called so here; a new one, whose id follows from the one there: done again, it is found again. */
async function pageNamed({ api }: Session, slug: string, of: string): Promise<string> {
  try {
    return (await api.ask('GET /v1/slugs/{slug}', { path: { slug } })).value.page;
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return idFrom('statuspage', of);
    throw error;
  }
}

async function bringDocuments(session: Session, page: string, { documents }: Moved): Promise<Job> {
  const file = { type: 'application/x-ndjson', content: new Blob([pageFile(page, documents)]) };
  const begun = await session.api.ask('POST /v1/pages/{page}/imports', { path: { page }, file, key: session.key });
  return followJob(session, page, begun);
}

// They have agreed there, and are not asked again.
async function bringSubscribers(session: Session, page: string, { subscribers }: Moved): Promise<Job | undefined> {
  if (subscribers.length === 0) return undefined;
  const rows = [['channel', 'address', 'components'], ...subscribers].map((row) => row.map(cell).join(','));
  const file = { type: 'text/csv', content: new Blob([`${rows.join('\n')}\n`]) };
  const query = { consent: 'given' as const };
  const key = `${session.key}-subscribers`;
  const begun = await session.api.ask('POST /v1/pages/{page}/subscription-imports', { path: { page }, query, file, key });
  return followJob(session, page, begun);
}

function cell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function countsOf({ documents, subscribers }: Moved) {
  const count = (kind: string) => documents.filter((each) => each.kind === kind).length;
  return {
    groups: count('group'),
    components: count('component'),
    incidents: count('incident'),
    maintenances: count('maintenance'),
    subscribers: subscribers.length,
  };
}

function wordsOf(moved: Moved): string {
  return Object.entries(countsOf(moved))
    .map(([what, count]) => `${count} ${what}`)
    .join(', ');
}
