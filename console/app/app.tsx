import { useConsole } from './console.ts';
import { Shell } from './screens/shell.tsx';
import { SignInScreen } from './screens/sign-in.tsx';

/** Before it is known who is here; a guest; somebody who is signed in. */
export function App({ link }: { link: string | undefined }) {
  const { session, words } = useConsole();
  const account = session.account.value;
  if (account === undefined) return <p class="loading">{words.loading}</p>;
  return account === null ? <SignInScreen link={link} /> : <Shell />;
}
