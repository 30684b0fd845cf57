import { useSignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import type { PartGiven } from '../screens/settings.tsx';
import { useConsole } from '../console.ts';
import { listOf } from '../state/lists.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Here, useLoaded } from './loaded.tsx';
import { useMore } from './more-words.ts';
import { SaveForm, type PageChange } from './save-form.tsx';
import { TextField } from './text-field.tsx';

type Settings = Answer<'GET /v1/pages/{page}/settings'>;
type Way = NonNullable<PageChange['visibility']>;
const ways: Way[] = ['public', 'signed-in', 'password', 'addresses', 'tokens'];

export function Access({ view: { page } }: PartGiven) {
  const { api } = useConsole();
  const loaded = useLoaded(async () => (await api.ask('GET /v1/pages/{page}/settings', { path: { page: page.id } })).value, [page.id]);
  return <Here is={loaded}>{(settings) => <Form page={page.id} settings={settings} onSaved={() => void loaded.again()} />}</Here>;
}

function Form({ page, settings, onSaved }: { page: string; settings: Settings; onSaved(): void }) {
  const { api } = useConsole();
  const say = useMore().settings;
  const way = useSignal(settings.visibility as Way);
  const password = useSignal('');
  const networks = useSignal(settings.addresses.join('\n'));
  const { trouble, attempt } = useAttempts();
  const change = (): PageChange => ({
    visibility: way.peek(),
    ...(way.peek() === 'password' && password.peek() !== '' && { password: password.peek() }),
    ...(way.peek() === 'addresses' && { addresses: listOf(networks.peek()) }),
  });
  return (
    <>
      <SaveForm page={page} change={change} onSaved={onSaved}>
        {(wrong) => (
          <>
            <fieldset class="stack">
              <legend>{say.visibility}</legend>
              {ways.map((each) => (
                <label key={each} class="tick">
                  <input
                    type="radio"
                    name="visibility"
                    checked={way.value === each}
                    onChange={() => {
                      way.value = each;
                    }}
                  />
                  <span>{say.ways[each]}</span>
                </label>
              ))}
            </fieldset>
            {way.value === 'password' && (
              <TextField
                id="page-password"
                label={say.password}
                hint={say.passwordHint}
                wrong={wrong('password')}
                type="password"
                autocomplete="new-password"
                maxLength={200}
                of={password}
              />
            )}
            {way.value === 'password' && settings.hasPassword && <p class="soft">{say.passwordIs}</p>}
            {way.value === 'addresses' && (
              <TextField
                id="page-networks"
                label={say.networks}
                hint={say.networksHint}
                wrong={wrong('addresses') ?? listOf(networks.value).flatMap((_, at) => wrong(`addresses.${at}`) ?? [])[0]}
                class="code"
                rows={4}
                spellcheck={false}
                of={networks}
              />
            )}
            {way.value === 'tokens' && <p class="soft">{say.tokensHint}</p>}
          </>
        )}
      </SaveForm>
      {settings.visibility !== 'public' && (
        <p>
          <button
            type="button"
            class="quiet danger"
            onClick={() => {
              if (!window.confirm(say.revokeSure)) return;
              void attempt(() => api.ask('DELETE /v1/pages/{page}/reader-tokens', { path: { page } }));
            }}
          >
            {say.revoke}
          </button>
        </p>
      )}
      <TroubleLine of={trouble} />
    </>
  );
}
