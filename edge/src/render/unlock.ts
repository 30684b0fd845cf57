import { html } from './html.ts';
import { shell } from './document.ts';

/** Where the password of a page is typed, or somebody goes to sign in. It works without a script, and is the same before every page. */
export function unlockDocument(assets: string, to: { unlock: string; signIn: string }, wrong?: string): string {
  return shell({
    title: 'This page is not for everybody',
    description: 'A status page that is not for everybody.',
    tone: 'maintenance',
    assets,
    language: 'en',
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<main id="main" class="message">
      <h1>This page is not for everybody</h1>
      <form method="post" action="${to.unlock}">
        <div class="field">
          <label for="password">Password</label>
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
            <button type="submit">Open</button>
          </div>
          ${wrong !== undefined && html`<p class="wrong" id="password-wrong" role="alert">${wrong}</p>`}
        </div>
      </form>
      <p><a class="button" href="${to.signIn}">Sign in with your account</a></p>
    </main>`,
  });
}
