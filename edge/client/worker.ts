import { keep, keptPages, leave, readKept, signUp } from './push-kept.ts';

// What runs in a browser while no page of ours is open: it shows what it is sent, and answers for it that it is there. It holds no page
// up: it has no say in what they load.

/** As the notifier writes it (`notifier/src/channels/web-push/message.ts`). */
interface Told {
  type: 'question' | 'notice';
  page: string;
  id: string;
  title: string;
  body: string;
  url: string;
  leave: string;
  /** Left out by an older notifier. */
  leaveWord?: string;
  tag: string;
}

/** What a worker is given, as far as it is used here. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Pushed extends Waiting {
  data: { json(): unknown } | null;
}
interface Clicked extends Waiting {
  action: string;
  notification: Notification;
}
interface Changed extends Waiting {
  oldSubscription: PushSubscription | null;
  newSubscription: PushSubscription | null;
}
interface WorkerScope {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: 'window' }): Promise<{ url: string; focus(): Promise<unknown> }[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(name: 'push', listener: (event: Pushed) => void): void;
  addEventListener(name: 'notificationclick', listener: (event: Clicked) => void): void;
  addEventListener(name: 'pushsubscriptionchange', listener: (event: Changed) => void): void;
}

const worker = globalThis as unknown as WorkerScope;
const triesMax = 3;
const tryAgainMs = 2_000;

worker.addEventListener('push', (event) => event.waitUntil(hear(event.data?.json() as Told)));
worker.addEventListener('notificationclick', (event) => {
  const { notification, action } = event;
  const { page, url, leave: address } = notification.data as Told;
  notification.close();
  event.waitUntil(action === 'leave' ? leave(page, address) : open(url));
});
// A vendor gives a browser another address now and then: whoever told the old one is given the new one.
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(move(event)));

async function hear(told: Told): Promise<void> {
  if (told.type === 'notice') return show(told);
  const kept = await readKept(told.page);
  await keep(told.page, { components: kept?.components ?? [], leave: told.leave });
  // The visitor has pressed the button and told the browser so: what is left to show is that the message came through. Who has no
  // connection just now says yes by a click.
  await ((await isAnswered(told.url)) ? show({ ...told, url: `/p/${told.page}` }) : show(told));
}

async function isAnswered(url: string): Promise<boolean> {
  for (let tries = 1; tries <= triesMax; tries++) {
    try {
      await fetch(url, { method: 'POST', mode: 'no-cors' });
      return true;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
    }
  }
  return false;
}

/** What is said again of the same incident takes the place of what was said before, and is heard; the very same message once more is not. */
async function show(told: Told): Promise<void> {
  const { title, body, tag, id, type } = told;
  const before = await worker.registration.getNotifications({ tag });
  const isNew = before.every(({ data }) => (data as Told).id !== id);
  await worker.registration.showNotification(title, {
    body,
    tag,
    dir: 'auto',
    data: told,
    ...(before.length > 0 && isNew && { renotify: true }),
    ...(type === 'notice' && { actions: [{ action: 'leave', title: told.leaveWord ?? 'Unsubscribe' }] }),
  });
}

async function open(url: string): Promise<unknown> {
  const address = new URL(url, worker.registration.scope).href;
  const windows = await worker.clients.matchAll({ type: 'window' });
  const there = windows.find((each) => each.url.split(/[?#]/)[0] === address);
  return there ? there.focus() : worker.clients.openWindow(address);
}

async function move({ oldSubscription, newSubscription }: Changed): Promise<void> {
  const options = oldSubscription?.options;
  const next = newSubscription ?? (options && (await worker.registration.pushManager.subscribe(options)));
  if (!next) return;
  for (const page of await keptPages()) await signUp(page, next, (await readKept(page))?.components ?? []);
}
