import { effect } from '@preact/signals';
import { expect, it, vi } from 'vitest';
import { createSession, type Account } from './session.ts';

it('what is learnt again of somebody draws nothing anew until it is something else', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  } as unknown as Storage;
  const session = createSession(storage);
  const drawn = vi.fn<(name: string | undefined) => void>();
  effect(() => drawn(session.account.value?.person.name));
  const account = (name: string) => ({ person: { id: 'a', email: 'a@example.com', name }, seats: [] }) as unknown as Account;
  for (const name of ['Ada', 'Ada', 'Bea']) session.known(account(name));
  expect(drawn.mock.calls).toEqual([[undefined], ['Ada'], ['Bea']]);
  session.begin('token');
  session.askAgain(true);
  expect(session.isAskedAgain.value).toBe(true);
  session.begin('another');
  expect(session.isAskedAgain.value).toBe(false);
});
