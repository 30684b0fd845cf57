import { forget, keep, keptPages, leave, readKept, signUp } from './push-kept.ts';

// The button by which a browser is told, also while the page is closed. Without it, or where a browser cannot, nothing of it is seen.
const box = document.querySelector<HTMLElement>('#push');
if (box && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) void start(box);

async function start(box: HTMLElement): Promise<void> {
  const { page, key, offer, stop, done, stopped, refused, failed } = box.dataset as Record<string, string>;
  const button = box.querySelector('button')!;
  const status = box.querySelector('[role=status]')!;
  const turnOn = async () => {
    if ((await Notification.requestPermission()) !== 'granted') return refused;
    await navigator.serviceWorker.register('/push-worker.js');
    const subscription = await subscribed(await navigator.serviceWorker.ready, key!);
    const components = chosen();
    if (!(await signUp(page!, subscription, components))) return failed;
    await keep(page!, { components });
    return done;
  };
  const turnOff = async () => {
    const kept = await readKept(page!);
    if (kept?.leave !== undefined) await leave(page!, kept.leave);
    else await forget(page!);
    // Other pages here may go on telling; without one, nobody may.
    if ((await keptPages()).length === 0) await (await current())?.unsubscribe();
    return stopped;
  };

  const show = async () => {
    const isOn = await isTold(page!);
    button.textContent = (isOn ? stop : offer)!;
    button.setAttribute('aria-pressed', String(isOn));
    box.hidden = false;
  };
  button.addEventListener('click', () => {
    button.disabled = true;
    const turn = async () => {
      const told = await ((await isTold(page!)) ? turnOff() : turnOn()).catch(() => failed);
      await show();
      status.textContent = told ?? '';
      button.disabled = false;
    };
    void turn();
  });
  await show();
}

/** Who takes the permission back takes the subscription with it. */
async function isTold(page: string): Promise<boolean> {
  return (await current()) !== null && (await readKept(page)) !== undefined;
}

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** A browser has one subscription here, whatever pages it follows; one that was made with other keys reaches nobody any more. */
async function subscribed({ pushManager }: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
  const applicationServerKey = Uint8Array.from(atob(key.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const before = await pushManager.getSubscription();
  const used = before?.options.applicationServerKey;
  const isOurs = used != null && new Uint8Array(used).every((byte, at) => byte === applicationServerKey[at]);
  if (before && isOurs) return before;
  await before?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
}

function chosen(): string[] {
  return Array.from(document.querySelectorAll<HTMLInputElement>('#subscribe [name=component]:checked'), ({ value }) => value);
}
