import type { Command } from 'commander';
import { relative, shortOf } from '../words.ts';
import { importPage, type ImportOptions } from './page-import.ts';
import { examples, type Run } from './command.ts';

export function pageCommands(program: Command, run: Run): void {
  const page = program.command('page').description('pages: list, show, create, import');

  page
    .command('list')
    .description('those that this key may see')
    .action(
      run(async ({ api, isJson, terminal }) => {
        const { value } = await api.ask('GET /v1/pages', { query: { limit: 100 } });
        if (isJson) return terminal.json(value.items);
        const rows = value.items.map(({ id, slug, name, domain }) => [shortOf(id), slug, domain?.host ?? '', name]);
        terminal.rows(['ID', 'SLUG', 'HOST', 'NAME'], rows, 'no pages yet: `pharos page create`');
      }),
    );

  page
    .command('show')
    .description('how it stands: what its visitors see')
    .action(
      run(async ({ api, page: pageOf, isJson, terminal, now }) => {
        const { value: view } = await api.ask('GET /v1/pages/{page}/view', { path: { page: await pageOf() } });
        if (isJson) return terminal.json(view);
        const bad = view.components.filter(({ status }) => status !== 'operational');
        terminal.print(
          `${view.page.name}: ${terminal.colour(view.status.indicator === 'none' ? 'green' : 'red', view.status.description)}`,
        );
        for (const { name, status } of bad) terminal.print(`  ${name}: ${status.replaceAll('_', ' ')}`);
        for (const { id, title, status, startedAt } of view.incidents.filter((each) => each.resolvedAt === null))
          terminal.print(`  ${shortOf(id)} ${title}: ${status}, began ${relative(startedAt, now())}`);
      }),
    );

  page
    .command('create')
    .description('makes one')
    .argument('<name>', 'as its visitors read it')
    .argument('<slug>', 'as it stands in its address')
    .option('--time-zone <zone>', 'such as Europe/Berlin', 'UTC')
    .addHelpText('after', examples('page create "Acme Cloud" acme --time-zone Europe/Berlin'))
    .action(
      run(async (session, { timeZone }: { timeZone: string }, name: string, slug: string) => {
        const { value } = await session.api.ask('POST /v1/pages', { body: { name, slug, timeZone }, key: session.key });
        await session.written(`made ${slug}, ${value.id}`, value, value.id);
      }),
    );

  page
    .command('import')
    .description('takes a page along from Statuspage: components, incidents, maintenances and subscribers, with their dates and history')
    .argument('<page>', 'its id there: 12 letters and digits')
    .option('--from <address>', 'the API there', 'https://api.statuspage.io')
    .option('--into <slug>', 'the page it becomes, here; made if it is not there. As it is called there, if nothing is said')
    .option('--dry-run', 'only reads it, and says what would come of it', false)
    .addHelpText(
      'after',
      `\nIts key there is asked for, or read from STATUSPAGE_API_KEY. Nobody is told of anything. Done again, it adds what is new there.\n`,
    )
    .addHelpText('after', examples('page import kctbh9vrtdwd --dry-run', 'page import kctbh9vrtdwd --into acme'))
    .action(run((session, options: ImportOptions, of: string) => importPage(session, options, of)));
}
