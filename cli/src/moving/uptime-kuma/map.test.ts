import { expect, it } from 'vitest';
import { takenOf } from './map.ts';
import { emptyTables, tables, type Tables } from './shapes.ts';

const now = Date.parse('2026-06-15T12:00:00Z');

function made(said: { [Name in keyof Tables]?: object[] }): Tables {
  const read = emptyTables();
  for (const [name, rows] of Object.entries(said))
    (read as unknown as Record<string, unknown[]>)[name] = rows.map((row) => tables[name as keyof Tables].parse(row));
  return read;
}

const page = { status_page: [{ id: 1, slug: 'default', title: 'Acme' }], group: [{ id: 1, name: 'Core', status_page_id: 1, public: 1 }] };

it('what stands in two groups there stands in the first here, and what is on no page stays', () => {
  const { components, left } = takenOf(
    made({
      ...page,
      group: [...page.group, { id: 2, name: 'Other', status_page_id: 1, public: 1 }],
      monitor: [
        { id: 1, name: 'API', active: 1 },
        { id: 2, name: 'Secret', active: 1 },
      ],
      monitor_group: [
        { monitor_id: 1, group_id: 1 },
        { monitor_id: 1, group_id: 2 },
      ],
    }),
    { of: undefined, zone: 'UTC', now },
  );
  expect(components.map(({ name, groupId }) => [name, groupId])).toEqual([['API', '1']]);
  expect(left).toEqual([{ what: '“API” in a second group', why: 'a component stands in one' }]);
});

it('a monitor that is paused is not away', () => {
  const beat = {
    monitor: [{ id: 1, name: 'API', active: 0 }],
    monitor_group: [{ monitor_id: 1, group_id: 1 }],
    heartbeat: [{ monitor_id: 1, status: 0 }],
  };
  const status = (active: number) =>
    takenOf(made({ ...page, ...beat, monitor: [{ id: 1, name: 'API', active }] }), { of: 'default', zone: 'UTC', now }).components[0]!
      .status;
  expect([status(0), status(1)]).toEqual(['operational', 'major_outage']);
});

it('asks which page is meant where there are several, and says what there is', () => {
  const two = made({ status_page: [...page.status_page, { id: 2, slug: 'other', title: 'Other' }] });
  expect(() => takenOf(two, { of: undefined, zone: 'UTC', now })).toThrow('say --of, one of default, other');
  expect(() => takenOf(two, { of: 'none', zone: 'UTC', now })).toThrow('there is no page none in it: default, other');
  expect(() => takenOf(emptyTables(), { of: undefined, zone: 'UTC', now })).toThrow('there is no status page in it');
});

it('a maintenance is in its own zone, and one that comes again is left to be planned here', () => {
  const planned = (id: number, said: object) => ({
    id,
    title: 'x',
    active: 1,
    strategy: 'single',
    start_date: '2026-06-20 04:00:00',
    ...said,
  });
  const { maintenances, left } = takenOf(
    made({
      ...page,
      maintenance: [
        planned(1, { timezone: 'Europe/Berlin' }),
        planned(2, {}),
        planned(3, { strategy: 'cron' }),
        planned(4, { strategy: 'manual' }),
      ],
      maintenance_status_page: [1, 2, 3, 4].map((id) => ({ status_page_id: 1, maintenance_id: id })),
    }),
    { of: undefined, zone: 'America/New_York', now },
  );
  expect(maintenances.map(({ startsAt }) => startsAt)).toEqual(['2026-06-20T02:00:00.000Z', '2026-06-20T08:00:00.000Z']);
  expect(left.map(({ why }) => why)).toEqual(['it comes again and again there: plan it here', 'it has no times there']);
});
