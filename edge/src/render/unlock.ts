import { html } from './html.ts';
import { shell } from './document.ts';

/** The form in which the password of a page is typed. It works without a script. */
export function unlockDocument(assets: string, action: string, wrong?: string): string {
  return shell({
    title: 'This page asks for a password',
    description: 'A status page that is not for everybody.',
    tone: 'maintenance',
    assets,
    language: 'en',
    head: html`<meta name="robots" content="noindex" />`,
    body: html`<main id="main" class="message">
      <h1>This page asks for a password</h1>
      <form method="post" action="${action}">
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
    </main>`,
  });
}
