import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Form } from '../parts/form.tsx';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { Head } from '../parts/head.tsx';
import { useMore } from '../parts/more-words.ts';
import { ownZone } from '../parts/ago.ts';
import { slugOf } from '../state/first-run.ts';
import { isAdmin } from '../state/role.ts';
import { TextField } from '../parts/text-field.tsx';

/** Where there is no page yet: whoever may make one does; others are told whom to ask. */
export function MakePageScreen() {
  const { api, pages, places, session } = useConsole();
  const { start: say, settings } = useMore();
  const account = session.account.value!;
  const seats = account.seats.filter(({ role }) => isAdmin(role ?? undefined));
  const name = useSignal('');
  const slug = useSignal<string | undefined>(undefined);
  const seat = useSignal(seats[0]?.id ?? '');
  const key = useMemo(() => crypto.randomUUID(), []);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  if (seats.length === 0)
    return (
      <main>
        <h1>{say.makeTitle}</h1>
        <p class="empty">{say.noRight}</p>
      </main>
    );
  const address = slug.value ?? slugOf(name.value);
  const make = () =>
    attempt(async () => {
      const { organisation } = seats.find(({ id }) => id === seat.peek())!;
      const body = { name: name.peek().trim(), slug: address, timeZone: ownZone() };
      const { value } = await api.ask('POST /v1/pages', { body, key, organisation });
      await pages.load(account);
      places.go({ page: value.id, screen: 'start' });
    });
  return (
    <main class="start">
      <Head title={say.makeTitle} hint={say.makeHint} />
      <Form class="panel" onSubmit={make}>
        <TextField
          id="make-name"
          label={settings.name}
          wrong={wrong('name')}
          maxLength={200}
          value={name.value}
          onText={(text) => void (name.value = text)}
        />
        <TextField
          id="make-slug"
          label={settings.slug}
          wrong={wrong('slug')}
          maxLength={63}
          value={address}
          onText={(text) => void (slug.value = text)}
        />
        {seats.length > 1 && (
          <Choose
            id="make-seat"
            label={say.organisation}
            value={seat.value}
            options={seats.map(({ id, organisation }) => [id, organisation ?? say.installation] as const)}
            onChange={(to) => void (seat.value = to)}
          />
        )}
        <button class="first" disabled={isBusy.value}>
          {say.make}
        </button>
        <TroubleLine of={trouble} />
      </Form>
    </main>
  );
}
