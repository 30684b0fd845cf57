import { Refusal } from '../api/refusal.ts';
import { useConsole } from '../console.ts';
import { enter } from '../state/enter.ts';
import { useAttempts, type Attempts } from './attempt.tsx';

/** What is done to one's own account: for some of it the API wants a sign-in of a moment ago, and that is asked for at once. */
export function useProven(): Attempts {
  const console = useConsole();
  const attempts = useAttempts();
  return {
    ...attempts,
    attempt: (work) =>
      attempts.attempt(async () => {
        try {
          await work();
        } catch (error) {
          // Their own account is refused to nobody for another reason.
          if (error instanceof Refusal && error.status === 403) console.session.askAgain(true);
          throw error;
        }
        await enter(console);
      }),
  };
}
