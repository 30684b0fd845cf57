import type { Command } from 'commander';
import { shortOf, statusOf, statusWords, theOne, type Status } from '../words.ts';
import { examples, type Run } from './command.ts';

const colours = {
  operational: 'green',
  under_maintenance: 'blue',
  degraded_performance: 'yellow',
  partial_outage: 'yellow',
  major_outage: 'red',
} as const satisfies Record<Status, string>;

export function componentCommands(program: Command, run: Run): void {
  const component = program.command('component').description('the parts of a page: list, set');

  component
    .command('list')
    .description('all of them, in their order')
    .action(
      run(async ({ api, page: pageOf, isJson, terminal }) => {
        const page = await pageOf();
        const { items } = (await api.ask('GET /v1/pages/{page}/components', { path: { page } })).value;
        if (isJson) return terminal.json(items);
        // The colour comes last in its line, so that it moves no column.
        const rows = items.map(({ id, name, status }) => [
          shortOf(id),
          name,
          terminal.colour(colours[status], status.replaceAll('_', ' ')),
        ]);
        terminal.rows(['ID', 'NAME', 'STATE'], rows, 'this page has no components yet');
      }),
    );

  component
    .command('set')
    .description('says how a component does, without an incident')
    .argument('<component>', 'its name, its id or the end of it')
    .argument('<state>', statusWords)
    .addHelpText('after', examples('component set Payments degraded', 'component set "Email delivery" up'))
    .action(
      run(async (session, _options: object, word: string, state: string) => {
        const page = await session.page();
        const status = statusOf(state);
        const { items } = (await session.api.ask('GET /v1/pages/{page}/components', { path: { page } })).value;
        const { id, name } = theOne(items, word, (each) => each.name, 'component');
        const path = { page, component: id };
        const { value } = await session.api.ask('PATCH /v1/pages/{page}/components/{component}', {
          path,
          body: { status },
          key: session.key,
        });
        await session.written(`${name} is ${status.replaceAll('_', ' ')}`, value, page);
      }),
    );
}
