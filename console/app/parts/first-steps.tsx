import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { useConsole } from '../console.ts';
import { Invite } from '../screens/people.tsx';
import type { StepGiven } from '../screens/start.tsx';
import { settingsIn } from '../state/page-settings.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { bound } from './bound.ts';
import { useMore } from './more-words.ts';
import { SaveForm } from './save-form.tsx';
import { ColourField, LookPreview } from './settings-brand.tsx';
import { TextField } from './text-field.tsx';

export function FirstName({ view: { page }, onDone }: StepGiven) {
  const { start: say, settings } = useMore();
  const [name, zone] = [useSignal(page.name), useSignal(page.timeZone)];
  return (
    <section class="panel">
      <h2>{say.nameTitle}</h2>
      <p class="soft">{say.nameHint}</p>
      <SaveForm
        page={page.id}
        label={say.next}
        change={() => ({ name: name.peek().trim(), timeZone: zone.peek().trim() })}
        onSaved={onDone}
      >
        {(wrong) => (
          <>
            <TextField id="first-name" label={settings.name} wrong={wrong('name')} maxLength={200} of={name} />
            <TextField id="first-zone" label={settings.zone} wrong={wrong('timeZone')} maxLength={64} list="first-zones" of={zone} />
            <datalist id="first-zones">
              {Intl.supportedValuesOf('timeZone').map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          </>
        )}
      </SaveForm>
    </section>
  );
}

export function FirstComponents({ view, onDone }: StepGiven) {
  const { api } = useConsole();
  const say = useMore().start;
  const name = useSignal('');
  const { isBusy, trouble, attempt } = useAttempts();
  const path = { page: view.page.id };
  const add = (text: string) =>
    attempt(() => api.ask('POST /v1/pages/{page}/components', { path, body: { name: text }, key: crypto.randomUUID() }));
  const there = new Set(view.components.map((each) => each.name));
  return (
    <section class="panel">
      <h2>{say.componentsTitle}</h2>
      <p class="soft">{say.componentsHint}</p>
      {view.components.length > 0 && <p>{view.components.map((each) => each.name).join(', ')}</p>}
      <p class="actions">
        {say.suggestions
          .split(',')
          .filter((each) => !there.has(each))
          .map((each) => (
            <button key={each} type="button" disabled={isBusy.value} onClick={() => void add(each)}>
              + {each}
            </button>
          ))}
      </p>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          const text = name.peek().trim();
          if (text === '') return;
          void add(text).then((isDone) => {
            if (isDone) name.value = '';
          });
        }}
      >
        <label for="first-component">{say.component}</label>
        <input id="first-component" maxLength={200} {...bound(name)} />
        <button disabled={isBusy.value}>{say.add}</button>
      </form>
      <TroubleLine of={trouble} />
      {view.components.length > 0 && (
        <p>
          <button type="button" class="first" onClick={onDone}>
            {say.next}
          </button>
        </p>
      )}
    </section>
  );
}

export function FirstLook({ view: { page }, onDone }: StepGiven) {
  const { start: say, settings } = useMore();
  const { colours } = settingsIn(page);
  const accent = useSignal(colours.accent ?? '');
  const logo = useSignal(page.logo ?? '');
  const change = () => ({
    colours: { ...colours, ...(accent.peek() !== '' && { accent: accent.peek() }) },
    logo: logo.peek().trim() || null,
  });
  return (
    <section class="panel">
      <h2>{say.lookTitle}</h2>
      <p class="soft">{say.lookHint}</p>
      <SaveForm page={page.id} label={say.next} change={change} onSaved={onDone}>
        {(wrong) => (
          <>
            <ColourField name="accent" value={accent.value} wrong={wrong('colours.accent')} onChange={(to) => void (accent.value = to)} />
            <TextField
              id="first-logo"
              label={settings.logo}
              hint={settings.logoHint}
              wrong={wrong('logo')}
              type="url"
              maxLength={2_000}
              of={logo}
            />
            <LookPreview name={page.name} logo={logo.value} colours={{ background: '', text: '', ...colours, accent: accent.value }} />
          </>
        )}
      </SaveForm>
    </section>
  );
}

export function FirstInvite({ page, onDone }: StepGiven) {
  const say = useMore().start;
  const told = useSignal<string | undefined>(undefined);
  return (
    <section>
      <h2>{say.inviteTitle}</h2>
      <p class="soft">{say.inviteHint}</p>
      {told.value === undefined ? (
        <Invite
          page={page}
          onDone={(text) => {
            told.value = text;
          }}
        />
      ) : (
        <>
          <p role="status">{told.value}</p>
          <button type="button" class="first" onClick={onDone}>
            {say.next}
          </button>
        </>
      )}
    </section>
  );
}

/** Nobody is told of it, and it leaves no trace but in the audit log. */
export function FirstTest({ view, onDone }: StepGiven) {
  const { api } = useConsole();
  const say = useMore().start;
  const key = useMemo(() => crypto.randomUUID(), []);
  const incident = useSignal<string | undefined>(undefined);
  const { isBusy, trouble, attempt } = useAttempts();
  const page = view.page.id;
  const publish = () =>
    attempt(async () => {
      const body = { title: say.testName, body: say.testBody, impact: 'none' as const, notify: false };
      incident.value = (await api.ask('POST /v1/pages/{page}/incidents', { path: { page }, body, key })).value.id;
    });
  const takeBack = () =>
    attempt(async () => {
      await api.ask('DELETE /v1/pages/{page}/incidents/{incident}', { path: { page, incident: incident.peek()! } });
      onDone();
    });
  return (
    <section class="panel">
      <h2>{say.testTitle}</h2>
      <p class="soft">{say.testHint}</p>
      {incident.value === undefined ? (
        <button type="button" class="first" disabled={isBusy.value} onClick={() => void publish()}>
          {say.testGo}
        </button>
      ) : (
        <>
          <p role="status">{say.testIsOut}</p>
          <button type="button" class="first" disabled={isBusy.value} onClick={() => void takeBack()}>
            {say.testUndo}
          </button>
        </>
      )}
      <TroubleLine of={trouble} />
    </section>
  );
}
