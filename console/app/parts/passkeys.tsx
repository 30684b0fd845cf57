import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { RenameInput } from './rename-input.tsx';
import { Refusal } from '../api/refusal.ts';
import { useConsole } from '../console.ts';
import { agentOf } from '../state/agent.ts';
import type { Account } from '../state/session.ts';
import { ago } from './ago.ts';
import { TroubleLine } from './attempt.tsx';
import { bound } from './bound.ts';
import { useMore } from './more-words.ts';
import { useProven } from './proven.ts';

type Passkey = Account['passkeys'][number];
interface Made {
  state: string;
  response: Record<string, unknown>;
}

const canMake = typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** One's own passkeys: made, renamed, removed. */
export function Passkeys() {
  const { session } = useConsole();
  const say = useMore().account;
  const all = session.account.value?.passkeys ?? [];
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{say.passkeys}</h2>
      <p class="soft">{say.passkeysHint}</p>
      {all.length === 0 ? (
        <p class="empty">{say.noPasskeys}</p>
      ) : (
        <ul class="cards">
          {all.map((each) => (
            <Row key={each.id} passkey={each} />
          ))}
        </ul>
      )}
      {canMake ? <Add /> : <p class="soft">{say.noPasskeyHere}</p>}
    </section>
  );
}

function Add() {
  const { api } = useConsole();
  const say = useMore().account;
  const agent = agentOf(navigator.userAgent);
  const name = useSignal(agent ? (agent.system === undefined ? agent.browser : say.on(agent.browser, agent.system)) : '');
  const isNone = useSignal(false);
  const { isBusy, trouble, attempt } = useProven();
  // Made on the device and not kept yet, because no region answered: it is sent again, and no second one is made.
  const made = useRef<Made | undefined>(undefined);
  const add = async () => {
    isNone.value = false;
    try {
      await attempt(async () => {
        made.current ??= await make();
        try {
          await api.ask('POST /v1/account/passkeys', { body: { name: name.peek().trim(), ...made.current } });
          made.current = undefined;
        } catch (error) {
          if (error instanceof Refusal) made.current = undefined;
          throw error;
        }
      });
    } catch (error) {
      // Given up at the device, or refused by it.
      if (!(error instanceof DOMException)) throw error;
      isNone.value = true;
    }
  };
  const make = async (): Promise<Made> => {
    const { options, state } = (await api.ask('POST /v1/account/passkeys/options', {})).value;
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON);
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    return { state, response: credential.toJSON() as unknown as Record<string, unknown> };
  };
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.peek().trim() !== '') void add();
      }}
    >
      <label for="passkey-name">{say.passkeyName}</label>
      <input id="passkey-name" maxLength={200} autocomplete="off" {...bound(name)} />
      <button disabled={isBusy.value}>{say.addPasskey}</button>
      {isNone.value && (
        <p class="wrong" role="alert">
          {say.noPasskeyMade}
        </p>
      )}
      <TroubleLine of={trouble} />
    </form>
  );
}

function Row({ passkey: { id, name, createdAt } }: { passkey: Passkey }) {
  const { api, clock, words } = useConsole();
  const say = useMore().account;
  const edited = useSignal<string | undefined>(undefined);
  const { isBusy, trouble, attempt } = useProven();
  const path = { passkey: id };
  const rename = async () => {
    const to = edited.peek()?.trim();
    if (!to || to === name) edited.value = undefined;
    else if (await attempt(() => api.ask('PATCH /v1/account/passkeys/{passkey}', { path, body: { name: to } }))) edited.value = undefined;
  };
  return (
    <li class="card line">
      {edited.value === undefined ? (
        <div>
          <strong>{name}</strong>
          <div class="meta">{say.made(ago(createdAt, clock.value))}</div>
        </div>
      ) : (
        <RenameInput of={edited} label={say.passkeyName} onDone={rename} />
      )}
      <span class="actions">
        <button
          type="button"
          class="quiet"
          aria-label={edited.value === undefined ? say.renameOf(name) : undefined}
          disabled={isBusy.value}
          onClick={() => {
            if (edited.peek() === undefined) edited.value = name;
            else void rename();
          }}
        >
          {edited.value === undefined ? say.rename : words.incident.save}
        </button>
        <button
          type="button"
          class="quiet danger"
          aria-label={say.removeOf(name)}
          disabled={isBusy.value}
          onClick={() => {
            if (window.confirm(say.removeSure(name))) void attempt(() => api.ask('DELETE /v1/account/passkeys/{passkey}', { path }));
          }}
        >
          {say.remove}
        </button>
      </span>
      <TroubleLine of={trouble} />
    </li>
  );
}
