import type { Command } from 'commander';
import { Problem } from '@pharos/core/problem';
import type { Session } from '../session.ts';
import { momentOf, relative, shortOf, theOne } from '../words.ts';
import { examples, type Run } from './command.ts';
import { several } from './incident.ts';

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

  for (const [name, status, usually] of [
    ['start', 'in_progress', 'The maintenance has begun.'],
    ['complete', 'completed', 'The maintenance is done.'],
  ] as const) {
    maintenance
      .command(name)
      .description(name === 'start' ? 'says that it has begun' : 'says that it is done')
      .argument('[maintenance]', 'its id, the end of it, or its title; the one there is')
      .option('-m, --message <text>', 'what you say', usually)
      .option('--no-notify', 'subscribers are not told')
      .action(
        run(async (session, { message, notify }: { message: string; notify: boolean }, word: string | undefined) => {
          const page = await session.page();
          const found = await findMaintenance(session, word);
          const path = { page, maintenance: found.id };
          const { value } = await session.api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/updates', {
            path,
            body: { status, body: message, notify },
            key: session.key,
          });
          await session.written(`${name === 'start' ? 'started' : 'completed'} ${shortOf(found.id)}`, value, page);
        }),
      );
  }

  maintenance
    .command('cancel')
    .description('says that it is not done')
    .argument('[maintenance]', 'its id, the end of it, or its title; the one there is')
    .option('-m, --message <text>', 'what you say', 'The maintenance is cancelled.')
    .option('--no-notify', 'subscribers are not told')
    .action(
      run(async (session, { message, notify }: { message: string; notify: boolean }, word: string | undefined) => {
        const page = await session.page();
        const found = await findMaintenance(session, word);
        const path = { page, maintenance: found.id };
        const { value } = await session.api.ask('POST /v1/pages/{page}/maintenances/{maintenance}/cancel', {
          path,
          body: { body: message, notify },
          key: session.key,
        });
        await session.written(`cancelled ${shortOf(found.id)}`, value, page);
      }),
    );
}

async function maintenancesOf({ api, page: pageOf }: Session) {
  const page = await pageOf();
  return (await api.ask('GET /v1/pages/{page}/maintenances', { path: { page }, query: { limit: 100 } })).value.items;
}

async function findMaintenance(session: Session, word: string | undefined) {
  const items = await maintenancesOf(session);
  if (word !== undefined) return theOne(items, word, ({ title }) => title, 'maintenance');
  const open = items.filter(({ status }) => status !== 'completed');
  const [one, ...others] = open;
  if (!one) throw new Problem('not-found', 'nothing is planned');
  if (others.length > 0)
    throw new Problem(
      'invalid',
      `which one? ${open
        .slice(0, 10)
        .map(({ id, title }) => `${shortOf(id)} ${title}`)
        .join(', ')}`,
    );
  return one;
}
