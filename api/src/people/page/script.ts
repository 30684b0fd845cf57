/** What runs in the browser: it asks the same routes as everybody else. */
export const script = `
const by = (id) => document.getElementById(id);
const show = (id) => { for (const each of ['in', 'out', 'link']) by(each).hidden = each !== id; };
const tell = (text, isWrong = false) => { by('told').textContent = text; by('told').className = isWrong ? 'wrong' : ''; };

async function ask(method, path, body, csrf) {
  const headers = { ...(body && { 'content-type': 'application/json' }), ...(csrf && { 'x-csrf-token': csrf }) };
  const answer = await fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.detail ?? 'That did not work: try again.'), { status: answer.status, fields: said.fields ?? [] });
  return said;
}

async function busy(work) {
  const buttons = [...document.querySelectorAll('button')];
  for (const each of buttons) each.disabled = true;
  tell('');
  try { await work(); }
  catch (error) {
    const wanted = error.fields?.[0]?.path;
    if (wanted === 'code') { by('code-of').hidden = false; by('code').focus(); }
    tell(error.name === 'NotAllowedError' ? 'No passkey was chosen.' : sentence(error.message), true);
  } finally { for (const each of buttons) each.disabled = false; }
}
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

async function open(link, code) {
  try { await ask('POST', '/v1/sign-in/link/open', { link, ...(code && { code }) }); }
  catch (error) {
    const more = error.fields?.[0]?.path === 'code' && prompt('A code from your app, or a recovery code:');
    if (!more) throw error;
    await open(link, more.trim());
  }
}

// A page that sent its guest here, and nothing else: the API leads on from there.
const kept = 'pharos-return';
function keepReturn() {
  const path = new URLSearchParams(location.search).get('return');
  if (!path?.startsWith('/v1/sign-in/page?')) return;
  try { localStorage.setItem(kept, JSON.stringify({ path, until: Date.now() + 900000 })); } catch { /* a browser that keeps nothing: whoever signs in opens the page once more */ }
}
function takeReturn() {
  try {
    const { path, until } = JSON.parse(localStorage.getItem(kept) ?? '{}');
    localStorage.removeItem(kept);
    return path?.startsWith('/v1/sign-in/page?') && Date.now() < until ? path : undefined;
  } catch { return undefined; }
}

let account;
async function enter() {
  account = await ask('GET', '/v1/account');
  const path = takeReturn();
  if (path) { location.replace(path); return; }
  by('name').textContent = account.person.name;
  by('email-shown').textContent = account.person.email;
  by('seats').replaceChildren(...account.seats.map(({ organisation, role, pages }) => {
    const dd = document.createElement('dd');
    const count = Object.keys(pages).length;
    const where = organisation === null ? 'this installation' : 'organisation ' + organisation;
    dd.textContent = (role ?? 'on ' + count + (count === 1 ? ' page' : ' pages')) + (role ? ' of ' : ', ') + where;
    return dd;
  }));
  by('no-proof').hidden = account.hasPassword || account.passkeys.length > 0;
  show('in');
  by('welcome').focus();
}

const passkeys = typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

by('password-form').addEventListener('submit', (event) => { event.preventDefault(); busy(async () => {
  const code = by('code').value.trim();
  await ask('POST', '/v1/sign-in/password', { email: by('email').value, password: by('password').value, ...(code && { code }) });
  by('password').value = '';
  await enter();
}); });
by('by-link').addEventListener('click', () => busy(async () => {
  if (!by('email').reportValidity()) return;
  await ask('POST', '/v1/sign-in/link', { email: by('email').value });
  tell('If somebody here has this address, a link is on its way. It is good for a quarter of an hour.');
}));
by('by-passkey').addEventListener('click', () => busy(async () => {
  const { options, state } = await ask('POST', '/v1/sign-in/passkey/options');
  const credential = await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  await ask('POST', '/v1/sign-in/passkey', { state, response: credential.toJSON() });
  await enter();
}));
by('add-passkey').addEventListener('click', () => busy(async () => {
  const { options, state } = await ask('POST', '/v1/account/passkeys/options', undefined, account.csrf);
  const credential = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  await ask('POST', '/v1/account/passkeys', { name: navigator.platform || 'This device', state, response: credential.toJSON() }, account.csrf);
  await enter();
  tell('The passkey is kept: next time it lets you in.');
}));
by('leave').addEventListener('click', () => busy(async () => {
  await ask('DELETE', '/v1/session', undefined, account.csrf);
  show('out');
  tell('You are signed out.');
}));

keepReturn();
busy(async () => {
  const ways = await ask('GET', '/v1/sign-in');
  by('by-passkey').hidden = by('add-passkey').hidden = !passkeys || !ways.passkey;
  by('by-link').hidden = !ways.link;
  by('by-oidc').hidden = ways.oidc === null;
  by('by-oidc').textContent = 'Sign in by ' + ways.oidc;
  const link = new URLSearchParams(location.hash.slice(1)).get('link');
  if (link) {
    history.replaceState(null, '', location.pathname);
    show('link');
    by('open').focus();
    by('open').addEventListener('click', () => busy(async () => { show('out'); await open(link); await enter(); }));
    return;
  }
  await enter().catch((error) => { if (error.status !== 401) throw error; show('out'); });
});
`;
