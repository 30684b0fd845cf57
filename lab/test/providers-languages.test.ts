import { newId } from '@pharos/core/id';
import { until } from '@pharos/core/testing/until';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createNotifierWorld, type NotifierWorld } from './providers-world.ts';

let world: NotifierWorld;
beforeEach(async () => {
  world = await createNotifierWorld();
});
afterEach(() => world[Symbol.asyncDispose]());

it('each is told in the language they asked for, with what is affected, in the time of the page', async () => {
  const { sql, page } = world;
  const [component, incident] = [newId(), newId()];
  await sql`
    insert into page (id, name, slug, wanted_slug, time_zone, created_at, updated_at, more)
    values (${page}, 'Acme', 'acme', 'acme', 'Asia/Tokyo', now(), now(), ${sql.json({ language: 'de', colours: { accent: '#ffdd00' } })})`;
  await sql`
    insert into component (id, page, name, description, ord, status, shown, removed, created_at, updated_at)
    values (${component}, ${page}, 'Kasse', '', 'a', 'operational', 'major_outage', false, now(), now())`;
  await sql`
    insert into incident (id, page, title, status, impact, conflict, started_at, deleted, created_at, updated_at, texts)
    values (${incident}, ${page}, 'Kasse langsam', 'investigating', 'major', false, now(), false, now(), now(), ${sql.json({ fr: { title: 'Caisse lente' } })})`;
  await world.start();
  const people = [
    ['ada@example.com', null],
    ['bob@example.com', 'fr-CA'],
    ['cyd@example.com', 'ja'],
  ] as const;
  for (const [address, language] of people) {
    const id = await world.subscribe('email', address);
    await sql`update subscription set language = ${language} where id = ${id}`;
  }
  await world.post({ incident, title: 'Kasse langsam', body: 'Wir sehen nach.' }, [component]);
  await until('three mails', async () => world.providers.accepted('ses').messages.length === 3, 10_000);
  const mailTo = (address: string) => world.providers.accepted('ses').messages.find(({ to }) => to === address)!;
  const [german, french, japanese] = people.map(([address]) => mailTo(address));
  expect(german).toMatchObject({ subject: '[Acme] Kasse langsam', from: '"Acme" <status@pharos.example>' });
  expect(german!.text).toContain('Betroffen: Kasse\n');
  expect(german!.text).toContain('(Asia/Tokyo)');
  expect(german!.html).toContain('background:#ffdd00');
  expect(french!.subject).toBe('[Acme] Caisse lente');
  expect(french!.text).toContain('Wir sehen nach.');
  expect(french!.text).toContain('Se désabonner: ');
  expect(japanese!.text).toContain('調査中');
  for (const mail of [german, french, japanese]) {
    expect(mail!.headers['References']).toBe(`<${incident}@status.example>`);
    expect(mail!.text).toContain(`https://status.example/p/${page}/incidents/${incident}`);
  }
});
