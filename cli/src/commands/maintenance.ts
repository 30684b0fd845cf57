import type { Command } from 'commander';
import type { Session } from '../session.ts';
import { momentOf, relative, shortOf, theOne, theOnly } from '../words.ts';
import { examples, several, type Run } from './command.ts';

export function maintenanceCommands(program: Command, run: Run): void {
  const maintenance = program.command('maintenance').description('what is planned: list, schedule, start, complete, cancel');

  maintenance
    .command('list')
    .description('what is planned and under way')
    .option('--all', 'past ones, too', false)
    .action(
      run(async (session, { all }: { all: boolean }) => {
        const items = await maintenancesOf(session);
        const shown = all ? items : items.filter(({ status }) => status !== 'completed');
        if (session.isJson) return session.terminal.json(shown);
        const rows = shown.map(({ id, title, status, startsAt, endsAt, cancelled }) => [
          shortOf(id),
          startsAt,
          endsAt,
          cancelled ? 'cancelled' : status.replaceAll('_', ' '),
          relative(startsAt, session.now()),
          title,
        ]);
        session.terminal.rows(['ID', 'FROM', 'TO', 'STATE', 'BEGINS', 'TITLE'], rows, 'nothing is planned');
      }),
    );

  maintenance
    .command('schedule')
    .description('announces one; it starts and ends by itself')
    .argument('<title>', 'what is done, in a few words')
    .requiredOption('--from <moment>', "2030-01-31T14:00Z, 2030-01-31T14:00 by this machine's clock, or +2h")
    .requiredOption('--to <moment>', 'as --from')
    .requiredOption('-m, --message <text>', 'what people should know; - reads it from what comes in')
    .option('-c, --component <name>', 'what it is done to; again for more of them', several)
    .option('--by-hand', 'it does not start and end by itself', false)
    .option('--no-notify', 'subscribers are not told')
    .addHelpText(
      'after',
      examples(
        'maintenance schedule "New disks" --from 2030-01-31T22:00Z --to 2030-02-01T00:00Z -m "Payments are slow meanwhile." -c Payments',
      ),
    )
    .action(
      run(
        async (
          session,
          options: { from: string; to: string; message: string; component?: string[]; byHand: boolean; notify: boolean },
          title: string,
        ) => {
          const page = await session.page();
          const { from, to, message, component = [], byHand, notify } = options;
          const { items } =
            component.length === 0 ? { items: [] } : (await session.api.ask('GET /v1/pages/{page}/components', { path: { page } })).value;
          const body = {
            title,
            body: message === '-' ? await session.terminal.readAll() : message,
            startsAt: momentOf(from, session.now()),
            endsAt: momentOf(to, session.now()),
            components: component.map((word) => theOne(items, word, ({ name }) => name, 'component').id),
            automatic: !byHand,
            notify,
          };
          const { value } = await session.api.ask('POST /v1/pages/{page}/maintenances', { path: { page }, body, key: session.key });
          await session.written(`scheduled ${shortOf(value.id)}`, value, page);
        },
      ),
    );

  for (const { name, summary, done, usually, send } of steps) {
    maintenance
      .command(name)
      .description(summary)
      .argument('[maintenance]', 'its id, the end of it, or its title; the one there is')
      .option('-m, --message <text>', 'what you say', usually)
      .option('--no-notify', 'subscribers are not told')
      .action(
        run(async (session, { message, notify }: { message: string; notify: boolean }, word: string | undefined) => {
          const page = await session.page();
          const { id } = await findMaintenance(session, word);
          const written = await send(session, { page, maintenance: id }, { body: message, notify });
          await session.written(`${done} ${shortOf(id)}`, written, page);
        }),
      );
  }
}

type Path = { page: string; maintenance: string };
type Said = { body: string; notify: boolean };

const posting = (status: 'in_progress' | 'completed') => async (session: Session, path: Path, said: Said) => {
  const body = { ...said, status };
  return (await session.api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/updates', { path, body, key: session.key })).value;
};

const steps = [
  {
    name: 'start',
    summary: 'says that it has begun',
    done: 'started',
    usually: 'The maintenance has begun.',
    send: posting('in_progress'),
  },
  { name: 'complete', summary: 'says that it is done', done: 'completed', usually: 'The maintenance is done.', send: posting('completed') },
  {
    name: 'cancel',
    summary: 'says that it is not done',
    done: 'cancelled',
    usually: 'The maintenance is cancelled.',
    send: async ({ api, key }: Session, path: Path, body: Said) =>
      (await api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/cancel', { path, body, key })).value,
  },
];

async function maintenancesOf({ api, page: pageOf }: Session) {
  const page = await pageOf();
  return (await api.ask('GET /v1/pages/{page}/maintenances', { path: { page }, query: { limit: 100 } })).value.items;
}

async function findMaintenance(session: Session, word: string | undefined) {
  const items = await maintenancesOf(session);
  if (word !== undefined) return theOne(items, word, ({ title }) => title, 'maintenance');
  return theOnly(
    items.filter(({ status }) => status !== 'completed'),
    'nothing is planned',
  );
}
