import { useSignal } from '@preact/signals';
import { Form } from './form.tsx';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { TroubleLine } from './attempt.tsx';
import { Copy } from './copy.tsx';
import { useMore } from './more-words.ts';
import { useProven } from './proven.ts';
import { TextField } from './text-field.tsx';

type Begun = Answer<'POST /v1/account/codes/begin'>;

/** Codes from an app beside the password, and the recovery codes that stand for them. */
export function Codes() {
  const { api, session } = useConsole();
  const say = useMore().account;
  const begun = useSignal<Begun | undefined>(undefined);
  const shown = useSignal<string[] | undefined>(undefined);
  const { isBusy, trouble, attempt, wrong } = useProven();
  const account = session.account.value;
  if (!account) return null;
  const begin = () =>
    attempt(async () => {
      begun.value = (await api.ask('POST /v1/account/codes/begin', {})).value;
    });
  const confirm = (state: string, code: string) =>
    attempt(async () => {
      shown.value = (await api.ask('POST /v1/account/codes', { body: { state, code } })).value.recoveryCodes;
      begun.value = undefined;
    });
  const renew = () =>
    attempt(async () => {
      shown.value = (await api.ask('POST /v1/account/recovery-codes', {})).value.recoveryCodes;
    });
  return (
    <section aria-labelledby="codes">
      <h2 id="codes">{say.codes}</h2>
      <p class="soft">{say.codesHint}</p>
      {shown.value && <Shown codes={shown.value} onHave={() => void (shown.value = undefined)} />}
      {begun.value && (
        <SetUp
          begun={begun.value}
          isBusy={isBusy.value}
          wrong={wrong('code')}
          onCode={(code) => void confirm(begun.peek()!.state, code)}
          onClose={() => void (begun.value = undefined)}
        />
      )}
      {!begun.value && <p>{account.hasCodes ? say.codesLeft(account.recoveryCodesLeft) : say.codesOff}</p>}
      <p class="actions">
        {!account.hasCodes && !begun.value && (
          <button type="button" disabled={isBusy.value} onClick={() => void begin()}>
            {say.setUp}
          </button>
        )}
        {account.hasCodes && (
          <>
            <button type="button" disabled={isBusy.value} onClick={() => window.confirm(say.renewSure) && void renew()}>
              {say.renew}
            </button>
            <button
              type="button"
              class="quiet danger"
              disabled={isBusy.value}
              onClick={() => window.confirm(say.codesOutSure) && void attempt(() => api.ask('DELETE /v1/account/codes', {}))}
            >
              {say.codesOut}
            </button>
          </>
        )}
      </p>
      <TroubleLine of={trouble} />
    </section>
  );
}

interface SetUpGiven {
  begun: Begun;
  isBusy: boolean;
  wrong: string | undefined;
  onCode(code: string): void;
  onClose(): void;
}

function SetUp({ begun, isBusy, wrong, onCode, onClose }: SetUpGiven) {
  const say = useMore().account;
  const code = useSignal('');
  return (
    <Form
      class="panel"
      onSubmit={() => {
        onCode(code.peek().replaceAll(/\s/g, ''));
      }}
    >
      <p>{say.secret}</p>
      <Copy text={begun.secret} label={say.secret} />
      <p>
        <a href={begun.uri}>{say.openApp}</a>
      </p>
      <TextField id="app-code" label={say.code} wrong={wrong} inputMode="numeric" autocomplete="one-time-code" maxLength={10} of={code} />
      <p class="actions">
        <button class="first" disabled={isBusy}>
          {say.confirm}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {say.notNow}
        </button>
      </p>
    </Form>
  );
}

function Shown({ codes, onHave }: { codes: string[]; onHave(): void }) {
  const say = useMore().account;
  return (
    <div class="panel" role="status">
      <h3>{say.yours}</h3>
      <p>{say.yoursHint}</p>
      <ul class="secrets">
        {codes.map((code) => (
          <li key={code} class="code">
            {code}
          </li>
        ))}
      </ul>
      <Copy text={codes.join(' ')} label={say.yours} />
      <p class="actions">
        <button type="button" class="first" onClick={onHave}>
          {say.have}
        </button>
      </p>
    </div>
  );
}
