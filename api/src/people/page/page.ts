import { createHash } from 'node:crypto';
import type { Api } from '../../env.ts';
import { script } from './script.ts';
import { style } from './style.ts';

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `style-src ${hashOf(style)}`,
  `script-src ${hashOf(script)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>Sign in - Pharos</title>
<style>${style}</style>
</head>
<body>
<main>
<section id="link" aria-labelledby="by-this-link" hidden>
<h1 id="by-this-link">Sign in to Pharos</h1>
<button id="open" class="first">Sign in with this link</button>
</section>
<section id="out" aria-labelledby="come-in">
<h1 id="come-in">Sign in to Pharos</h1>
<noscript><p>This page needs JavaScript. The routes behind it do not: see <a href="/docs#sign-in">the description of the API</a>.</p></noscript>
<form id="password-form">
<label for="email">Email</label><input id="email" type="email" autocomplete="username webauthn" required>
<label for="password">Password</label><input id="password" type="password" autocomplete="current-password" required>
<div id="code-of" hidden><label for="code">Code from your app, or a recovery code</label><input id="code" autocomplete="one-time-code" inputmode="text"></div>
<button class="first">Sign in</button>
</form>
<hr>
<button id="by-passkey" hidden>Sign in by passkey</button>
<button id="by-link" hidden>Mail me a link</button>
<a id="by-oidc" class="button" href="/v1/sign-in/oidc" hidden></a>
</section>
<section id="in" aria-labelledby="welcome" hidden>
<h1 id="welcome" tabindex="-1">Signed in as <span id="name"></span></h1>
<dl><dt>Address</dt><dd id="email-shown"></dd><dt>What you are</dt><div id="seats"></div></dl>
<p id="no-proof">You came by a link, which is good once. Make a passkey now, so that you come in again.</p>
<button id="add-passkey" class="first">Make a passkey</button>
<a class="button" href="/docs">The API</a>
<button id="leave">Sign out</button>
</section>
<p id="told" role="status"></p>
</main>
<script>${script}</script>
</body>
</html>
`;

/** A page to come in by, where there is no console: the end of links in mails, and of the one that the first start prints. */
export function signInPage(app: Api): void {
  app.get('/sign-in', (c) =>
    c.html(page, 200, {
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    }),
  );
}
