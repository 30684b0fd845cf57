import { expect, it } from 'vitest';
import { world } from '../test/edge-world.ts';
import { wordsIn } from './words/all.ts';

it.each(Object.keys(wordsIn))('the door of a page speaks %s, and the same where no page stands', async (language) => {
  const { app } = world();
  const words = wordsIn[language]!;
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { host: 'eu.example', 'accept-language': `${language};q=1, en;q=0.4`, ...(init.headers as object) };
    const answer = await app.request(path, { ...init, headers });
    return { status: answer.status, text: (await answer.text()).replaceAll('nordlicht', 'nobody') };
  };
  const posted = (password: string): RequestInit => {
    const body = new URLSearchParams({ password }).toString();
    return {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) },
    };
  };
  const shown = await ask('/nordlicht/unlock');
  expect(shown.text).toContain(`<html lang="${language}" dir="${words.dir}"`);
  for (const text of [words.locked.title, words.locked.password, words.locked.open, words.locked.signIn])
    expect(shown.text).toContain(text);
  expect(await ask('/nobody/unlock')).toEqual(shown);
  for (const [password, why] of [
    ['', 'empty'],
    ['guessed', 'password'],
  ] as const) {
    const refused = await ask('/nordlicht/unlock', posted(password));
    expect(refused.status).toBe(403);
    expect(refused.text).toContain(words.locked.wrong[why]);
    expect(await ask('/nobody/unlock', posted(password))).toEqual(refused);
  }
});
