import { html } from './html.ts';
import { shell } from './shell.ts';
import type { LockedWrong, Words } from '../words/words.ts';

/** Where the password of a page is typed, or somebody goes to sign in. It works without a script, and is the same before every page. */
export function unlockDocument(assets: string, words: Words, to: { unlock: string; signIn: string }, why?: LockedWrong): string {
  const wrong = why && words.locked.wrong[why];
  return shell({
    title: words.locked.title,
    description: words.locked.title,
    tone: 'maintenance',
    assets,
    language: words.tag.split('-')[0]!,
    dir: words.dir,
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<main id="main" class="message">
      <h1>${words.locked.title}</h1>
      <form method="post" action="${to.unlock}">
        <div class="field">
          <label for="password">${words.locked.password}</label>
          <div class="row">
            <input
              id="password"
              name="password"
              type="password"
              required
              maxlength="200"
              autocomplete="current-password"
              ${wrong !== undefined && html`aria-invalid="true" aria-describedby="password-wrong" autofocus`}
            />
            <button type="submit">${words.locked.open}</button>
          </div>
          ${wrong !== undefined && html`<p class="wrong" id="password-wrong" role="alert">${wrong}</p>`}
        </div>
      </form>
      <p><a class="button" href="${to.signIn}">${words.locked.signIn}</a></p>
    </main>`,
  });
}
