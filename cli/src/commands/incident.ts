import type { Command } from 'commander';
import { Problem } from '@pharos/core/problem';
import type { Session } from '../session.ts';
import { momentOf, namedStatuses, relative, shortOf, theOne, theOnly, type Status } from '../words.ts';
import { examples, numberOf, oneOf, several, type Run } from './command.ts';

const states = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
type State = (typeof states)[number];
const impacts = ['computed', 'none', 'minor', 'major', 'critical'] as const;
type Impact = (typeof impacts)[number];

interface Said {
  message?: string;
  status?: State;
  impact?: Impact;
  component?: string[];
  notify: boolean;
  nextUpdate?: string;
}

export function incidentCommands(program: Command, run: Run): void {
  const incident = program.command('incident').description('what is going on: list, show, open, update, resolve');

  incident
    .command('list')
    .description('open incidents, newest first')
    .option('--all', 'past ones, too', false)
    .option('--limit <number>', 'so many', numberOf, 20)
    .action(
      run(async (session, { all, limit }: { all: boolean; limit: number }) => {
        const page = await session.page();
        const { value } = await session.api.ask('GET /v1/pages/{page}/incidents', {
          path: { page },
          query: { state: all ? 'all' : 'open', limit },
        });
        if (session.isJson) return session.terminal.json(value.items);
        const rows = value.items.map(({ id, title, status, impact, startedAt, conflict, components }) => [
          shortOf(id),
          relative(startedAt, session.now()),
          conflict ? `${status} (two say different things)` : status,
          impact,
          String(components.length),
          title,
        ]);
        session.terminal.rows(['ID', 'BEGAN', 'STATE', 'IMPACT', 'PARTS', 'TITLE'], rows, all ? 'no incidents yet' : 'no open incidents');
        if (value.next !== null) session.terminal.say(`there are more: --limit ${limit * 2}`);
      }),
    );

  incident
    .command('show')
    .description('all that was said')
    .argument('[incident]', 'its id, the end of it, or its title; the open one, where there is one')
    .action(
      run(async (session, _options: object, word: string | undefined) => {
        const found = await findIncident(session, word);
        if (session.isJson) return session.terminal.json(found);
        const { colour, print } = session.terminal;
        print(
          `${found.title}\n${found.status}, ${found.impact}, began ${found.startedAt} (${relative(found.startedAt, session.now())}), ${found.id}`,
        );
        const { nextUpdateAt: next } = found;
        if (next !== undefined)
          print(`next update ${Date.parse(next) < session.now() ? 'was due ' : ''}${next} (${relative(next, session.now())})`);
        for (const update of found.updates) print(`\n${colour('dim', `${update.at}  ${update.status}`)}\n${update.body}`);
      }),
    );

  const saying = (command: Command) =>
    command
      .option('-m, --message <text>', 'what you say; - reads it from what comes in')
      .option('-c, --component <name=state>', 'what it does to a component; again for more of them', several)
      .option('--impact <impact>', impacts.join(', '), oneOf(impacts))
      .option('--next-update <moment>', 'when you will say more, as the page promises it: +30m')
      .option('--no-notify', 'subscribers are not told');

  saying(incident.command('open').description('opens an incident').argument('<title>', 'what is wrong, in a few words'))
    .option('-s, --status <state>', states.join(', '), oneOf(states), 'investigating' as const)
    .option('--started <moment>', 'when it began, if not now: 2030-01-31T14:00Z, or -20m')
    .addHelpText(
      'after',
      examples(
        'incident open "Payments fail" -m "We are looking into it." -c Payments=down',
        'incident open "Slow pages" -m - -c Dashboard=degraded --started -20m < text.md',
      ),
    )
    .action(
      run(async (session, said: Said & { started?: string }, title: string) => {
        const page = await session.page();
        const body = {
          title,
          ...(await saidOf(session, page, said, 'We are looking into it.')),
          ...(said.started !== undefined && { startedAt: momentOf(said.started, session.now()) }),
        };
        const { value } = await session.api.ask('POST /v1/pages/{page}/incidents', { path: { page }, body, key: session.key });
        await session.written(`opened ${shortOf(value.id)}`, value, page);
      }),
    );

  saying(incident.command('update').description('says how it stands').argument('[incident]', 'the open one, where there is one'))
    .option('-s, --status <state>', `${states.join(', ')}; as it is, where nothing is said`, oneOf(states))
    .addHelpText(
      'after',
      examples(
        'incident update -m "A disk broke. We replace it." -s identified',
        'incident update 3f9a0c21 -m "Half of it is back." -c Payments=partial',
      ),
    )
    .action(run(async (session, said: Said, word: string | undefined) => post(session, said, word)));

  saying(
    incident
      .command('resolve')
      .description('says that it is over; its components work again')
      .argument('[incident]', 'the open one, where there is one'),
  )
    .addHelpText('after', examples('incident resolve -m "All is well again."'))
    .action(
      run(async (session, said: Said, word: string | undefined) => {
        const found = await findIncident(session, word);
        const operational = found.components.map(({ id }) => ({ id, status: 'operational' as const }));
        await post(session, { ...said, status: 'resolved' }, found.id, 'This incident is resolved.', operational);
      }),
    );
}

/** `before`: of components, unless something else is said of them. */
async function post(
  session: Session,
  said: Said,
  word: string | undefined,
  usually?: string,
  before: { id: string; status: Status }[] = [],
) {
  const page = await session.page();
  const found = await findIncident(session, word);
  const { components, ...rest } = await saidOf(session, page, { ...said, status: said.status ?? found.status }, usually);
  const named = new Set(components.map(({ id }) => id));
  const body = { ...rest, status: said.status ?? found.status, components: [...before.filter(({ id }) => !named.has(id)), ...components] };
  const { value } = await session.api.ask('POST /v1/pages/{page}/incidents/{incident}/updates', {
    path: { page, incident: found.id },
    body,
    key: session.key,
  });
  await session.written(`${body.status === 'resolved' ? 'resolved' : 'updated'} ${shortOf(found.id)}`, value, page);
}

async function saidOf(
  session: Session,
  page: string,
  { message, status, impact, component = [], notify, nextUpdate }: Said,
  usually?: string,
) {
  const body = message === '-' ? await session.terminal.readAll() : (message ?? usually);
  if (body === undefined || body === '') throw new Problem('invalid', 'what do you say? -m "…", or -m - to read it from what comes in');
  const named = namedStatuses(component);
  const { items } =
    named.length === 0 ? { items: [] } : (await session.api.ask('GET /v1/pages/{page}/components', { path: { page } })).value;
  const components = named.map(({ name, status: state }) => ({
    id: theOne(items, name, (each) => each.name, 'component').id,
    status: state,
  }));
  return {
    body,
    notify,
    components,
    ...(status !== undefined && { status }),
    ...(impact !== undefined && { impact }),
    ...(nextUpdate !== undefined && { nextUpdateAt: momentOf(nextUpdate, session.now()) }),
  };
}

async function findIncident({ api, page: pageOf }: Session, word: string | undefined) {
  const page = await pageOf();
  if (word !== undefined && /^[0-9a-f-]{36}$/.test(word))
    return (await api.ask('GET /v1/pages/{page}/incidents/{incident}', { path: { page, incident: word } })).value;
  const state = word === undefined ? 'open' : 'all';
  const { items } = (await api.ask('GET /v1/pages/{page}/incidents', { path: { page }, query: { state, limit: 100 } })).value;
  if (word !== undefined) return theOne(items, word, ({ title }) => title, 'incident');
  return theOnly(items, 'there is no open incident');
}
