import { useRef } from 'preact/hooks';
import { useConsole } from './console.ts';
import { Shell } from './screens/shell.tsx';
import { SignInScreen } from './screens/sign-in.tsx';

/** Before it is known who is here; a guest; somebody who is signed in. */
export function App({ link }: { link: string | undefined }) {
  const { session, words } = useConsole();
  const wasIn = useRef(false);
  const account = session.account.value;
  wasIn.current ||= account !== null && account !== undefined;
  if (account === undefined) return <p class="loading">{words.loading}</p>;
  // A link is good once: who has signed out comes in another way.
  return account === null ? <SignInScreen link={wasIn.current ? undefined : link} /> : <Shell />;
}
