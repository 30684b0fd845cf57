import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import { Refusal } from '../api/refusal.ts';
import { useConsole } from '../console.ts';
import { enter } from '../state/enter.ts';
import { troubleOf } from '../state/posting.ts';
import { TextField } from '../parts/text-field.tsx';

interface Given {
  /** What stands behind the `#` of a link in a mail. */
  link: string | undefined;
  /** Who was signed in comes in again, over what they were doing; or shows once more who they are. */
  again?: 'over' | 'recent';
  onClose?(): void;
}

const canPasskey = typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** All ways in; the one that a link opens first. The session is a token, which opens every region. */
export function SignInScreen({ link, again, onClose }: Given) {
  const console = useConsole();
  const { api, session, words } = console;
  const say = words.signIn;
  const [email, password, code] = [useSignal(''), useSignal(''), useSignal('')];
  const [isCodeWanted, isBusy] = [useSignal(false), useSignal(false)];
  const told = useSignal<{ text: string; isWrong: boolean } | undefined>(undefined);
  const ways = useSignal<Answer<'GET /v1/sign-in'> | undefined>(undefined);
  const isByLink = useSignal(link !== undefined);
  useEffect(() => {
    void api.ask('GET /v1/sign-in', {}).then(
      ({ value }) => {
        ways.value = value;
      },
      () => undefined,
    );
  }, []);

  const attempt = async (work: () => Promise<{ token?: string } | undefined>) => {
    if (isBusy.peek()) return;
    isBusy.value = true;
    told.value = undefined;
    try {
      const signedIn = await work();
      if (signedIn?.token === undefined) return;
      session.begin(signedIn.token);
      password.value = '';
      await enter(console);
    } catch (error) {
      if (error instanceof DOMException) told.value = { text: say.noPasskey, isWrong: true };
      else {
        isCodeWanted.value ||= error instanceof Refusal && error.fields.some(({ path }) => path === 'code');
        told.value = { text: troubleOf(error, words.nobodyAnswers).text, isWrong: true };
      }
    } finally {
      isBusy.value = false;
    }
  };
  const given = () => (code.peek().trim() === '' ? {} : { code: code.peek().trim() });
  const byPassword = () =>
    attempt(async () => {
      const body = { email: email.peek(), password: password.peek(), keep: 'token' as const, ...given() };
      return (await api.ask('POST /v1/sign-in/password', { body })).value;
    });
  const byLink = () =>
    attempt(async () => (await api.ask('POST /v1/sign-in/link/open', { body: { link: link!, keep: 'token', ...given() } })).value);
  const byPasskey = () =>
    attempt(async () => {
      const { options, state } = (await api.ask('POST /v1/sign-in/passkey/options', {})).value;
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
      const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      const response = credential.toJSON() as unknown as Record<string, unknown>;
      return (await api.ask('POST /v1/sign-in/passkey', { body: { state, response, keep: 'token' } })).value;
    });
  const mailLink = () =>
    attempt(async () => {
      if (email.peek() === '') {
        told.value = { text: say.linkNeedsEmail, isWrong: true };
        return undefined;
      }
      await api.ask('POST /v1/sign-in/link', { body: { email: email.peek() } });
      told.value = { text: say.linkSent, isWrong: false };
      return undefined;
    });

  const codeField = isCodeWanted.value && <TextField id="code" label={say.code} autocomplete="one-time-code" of={code} />;
  return (
    <main class="sign-in">
      <h1>{again ? say.overTitle : say.title}</h1>
      {again && <p>{say[again]}</p>}
      {isByLink.value ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void byLink();
          }}
        >
          <p>{say.linkIntro}</p>
          {codeField}
          <button class="first" disabled={isBusy.value}>
            {say.openLink}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              isByLink.value = false;
            }}
          >
            {say.otherWay}
          </button>
        </form>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void byPassword();
          }}
        >
          <TextField id="email" label={say.email} type="email" autocomplete="username webauthn" required of={email} />
          <TextField id="password" label={say.password} type="password" autocomplete="current-password" required of={password} />
          {codeField}
          <button class="first" disabled={isBusy.value}>
            {say.go}
          </button>
          {ways.value?.passkey && canPasskey && (
            <button type="button" disabled={isBusy.value} onClick={() => void byPasskey()}>
              {say.passkey}
            </button>
          )}
          {ways.value?.link && (
            <button type="button" disabled={isBusy.value} onClick={() => void mailLink()}>
              {say.link}
            </button>
          )}
        </form>
      )}
      {onClose && (
        <button type="button" class="quiet" onClick={onClose}>
          {say.notNow}
        </button>
      )}
      {told.value && (
        <p role="alert" class={told.value.isWrong ? 'wrong' : ''}>
          {told.value.text}
        </p>
      )}
    </main>
  );
}
