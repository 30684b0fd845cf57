import { useSignal } from '@preact/signals';
import { Form } from '../parts/form.tsx';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { Head } from '../parts/head.tsx';
import { Here } from '../parts/loaded.tsx';
import { useMore } from '../parts/more-words.ts';
import { More, useSlices } from '../parts/slices.tsx';
import type { PageRow } from '../state/pages.ts';
import { roles, type Role } from '../state/role.ts';
import type { FarGiven } from './far.tsx';
import { TextField } from '../parts/text-field.tsx';

type Person = Answer<'GET /v1/people'>['items'][number];
const sliceMax = 50;

/** Who works in the organisation of this page, and as what. */
export function PeopleScreen({ page }: FarGiven) {
  const { api } = useConsole();
  const say = useMore().people;
  const isInviting = useSignal(false);
  const told = useSignal<string | undefined>(undefined);
  const { organisation } = page;
  const list = useSlices(
    async (after) =>
      (await api.ask('GET /v1/people', { query: { limit: sliceMax, ...(after !== undefined && { after }) }, organisation })).value,
    [organisation],
  );
  return (
    <main>
      <Head title={say.title} hint={say.hint}>
        {!isInviting.value && (
          <button
            class="first"
            onClick={() => {
              isInviting.value = true;
              told.value = undefined;
            }}
          >
            {say.invite}
          </button>
        )}
      </Head>
      {told.value !== undefined && <p role="status">{told.value}</p>}
      {isInviting.value && (
        <Invite
          page={page}
          onDone={(text) => {
            isInviting.value = false;
            told.value = text;
            if (text !== undefined) void list.again();
          }}
        />
      )}
      <Here is={list}>
        {(people) => (
          <>
            {people.length < 2 && <p class="empty">{say.none}</p>}
            <ul class="cards">
              {people.map((person) => (
                <Row
                  key={person.id}
                  person={person}
                  page={page}
                  onChanged={() => void list.again()}
                  onTold={(text) => void (told.value = text)}
                />
              ))}
            </ul>
            <More of={list} label={say.more} />
          </>
        )}
      </Here>
    </main>
  );
}

/** `onDone`: with a sentence, where somebody was invited. */
export function Invite({ page, onDone }: { page: PageRow; onDone(text: string | undefined): void }) {
  const { api, words } = useConsole();
  const say = useMore().people;
  const [email, name] = [useSignal(''), useSignal('')];
  const role = useSignal<Role>('responder');
  const where = useSignal<'all' | 'page'>('all');
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const send = () =>
    attempt(async () => {
      const what = where.peek() === 'all' ? { role: role.peek() } : { role: null, pages: { [page.id]: role.peek() } };
      const body = { email: email.peek().trim(), name: name.peek().trim() || email.peek().trim(), ...what };
      const { value } = await api.ask('POST /v1/people', { body, organisation: page.organisation });
      onDone(value.mailed ? say.mailed(body.email) : say.notMailed(body.email));
    });
  return (
    <Form class="panel" aria-label={say.invite} onSubmit={send}>
      <div class="pair">
        <TextField id="invite-email" label={say.email} wrong={wrong('email')} type="email" autocomplete="off" maxLength={254} of={email} />
        <TextField id="invite-name" label={say.name} wrong={wrong('name')} autocomplete="off" maxLength={200} of={name} />
        <Choose
          id="invite-role"
          label={say.role}
          of={role}
          wrong={wrong('role')}
          options={roles.map((each) => [each, say.roles[each]] as const)}
        />
        <Choose
          id="invite-where"
          label={say.where}
          of={where}
          options={[
            ['all', say.everywhere],
            ['page', say.onPage(page.name)],
          ]}
        />
      </div>
      <p class="soft">{say.roleHints[role.value]}</p>
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {say.send}
        </button>
        <button type="button" class="quiet" onClick={() => onDone(undefined)}>
          {words.incident.cancel}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}

interface RowGiven {
  person: Person;
  page: PageRow;
  onChanged(): void;
  onTold(text: string): void;
}

function Row({ person, page, onChanged, onTold }: RowGiven) {
  const { api, pages, session } = useConsole();
  const say = useMore().people;
  const { id, email, name, role, hasJoined } = person;
  const { isBusy, trouble, attempt } = useAttempts();
  const { organisation } = page;
  const change = (work: () => Promise<unknown>) =>
    void attempt(work).then((isDone) => {
      if (isDone) onChanged();
    });
  const again = () =>
    void attempt(async () => {
      const body = { email, name, role, pages: person.pages };
      const { value } = await api.ask('POST /v1/people', { body, organisation });
      onTold(value.mailed ? say.mailed(email) : say.notMailed(email));
    });
  const isOwn = session.account.value?.person.id === person.person;
  const nameOf = (id: string) => pages.all.value?.find((each) => each.id === id)?.name ?? say.somePage;
  const onPages = Object.entries(person.pages).map(([id, as]) => say.pageRole(say.roles[as], nameOf(id)));
  return (
    <li class="card line">
      <div>
        <strong>{name}</strong> {isOwn && <span class="soft">({say.you})</span>}
        <div class="meta">
          {email}
          {!hasJoined && ` · ${say.notJoined}`}
          {onPages.length > 0 && ` · ${onPages.join(', ')}`}
        </div>
      </div>
      <select
        aria-label={say.roleOf(name)}
        value={role ?? ''}
        disabled={isBusy.value}
        onChange={(event) => {
          const to = (event.currentTarget.value || null) as Role | null;
          change(() => api.ask('PATCH /v1/people/{seat}', { path: { seat: id }, body: { role: to }, organisation }));
        }}
      >
        <option value="">{onPages.length > 0 ? say.onPages : say.noRole}</option>
        {roles.map((each) => (
          <option key={each} value={each}>
            {say.roles[each]}
          </option>
        ))}
      </select>
      <span class="actions">
        {!hasJoined && (
          <button type="button" class="quiet" onClick={again}>
            {say.again}
          </button>
        )}
        <button
          type="button"
          class="quiet danger"
          onClick={() => {
            if (window.confirm(say.removeSure(name)))
              change(() => api.ask('DELETE /v1/people/{seat}', { path: { seat: id }, organisation }));
          }}
        >
          {say.remove}
        </button>
      </span>
      <TroubleLine of={trouble} />
    </li>
  );
}
