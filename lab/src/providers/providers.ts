import type { Clock } from '@pharos/core/clock';
import { createAcceptedStore, providerNames, type Accepted, type AcceptedStore, type ProviderName } from './accepted.ts';
import type { Fault, FaultAnswers } from './fault.ts';
import { sendgridApp, sendgridFaults } from './sendgrid.ts';
import { sesApp, sesFaults } from './ses.ts';
import { discordApp, discordFaults } from './discord.ts';
import { googleChatApp, googleChatFaults } from './google-chat.ts';
import { pushApp, pushFaults } from './push.ts';
import { slackApp, slackFaults } from './slack.ts';
import { createStandIn, type StandIn } from './stand-in.ts';
import { teamsApp, teamsFaults } from './teams.ts';
import { telnyxApp, telnyxFaults } from './telnyx.ts';
import { twilioApp, twilioFaults } from './twilio.ts';
import { webhookFaults, webhooksApp, type VerifyWebhook } from './webhooks.ts';

export interface ProvidersOptions {
  host: string;
  /** A provider without a port takes a free one. */
  ports?: Partial<Record<ProviderName, number>>;
  clock: Clock;
  verifyWebhook?: VerifyWebhook;
}

export interface Providers extends AsyncDisposable {
  urls: Record<ProviderName, string>;
  fault(provider: ProviderName): Fault;
  setFault(provider: ProviderName, fault: Fault): Promise<void>;
  /** The independent witness: what each has accepted, whatever the sender believes. Newest first. */
  accepted(provider: ProviderName): { count: number; messages: Accepted[] };
  /** Told after each message and each clearing. */
  onChange(listener: () => void): () => void;
  clear(): void;
}

/** The providers' side of the world: each at its own address, spoken to by the providers' own SDKs. */
export async function createProviders({ host, ports = {}, clock, verifyWebhook = () => false }: ProvidersOptions): Promise<Providers> {
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const stores = byName((name) => createAcceptedStore(name, clock.now, tell));
  const apps: Record<ProviderName, [app: { fetch(request: Request): Response | Promise<Response> }, answers: FaultAnswers]> = {
    ses: [sesApp(stores.ses), sesFaults],
    sendgrid: [sendgridApp(stores.sendgrid), sendgridFaults(clock.now)],
    twilio: [twilioApp(stores.twilio), twilioFaults],
    telnyx: [telnyxApp(stores.telnyx), telnyxFaults],
    webhooks: [webhooksApp(stores.webhooks, verifyWebhook), webhookFaults],
    slack: [slackApp(stores.slack), slackFaults],
    teams: [teamsApp(stores.teams), teamsFaults],
    discord: [discordApp(stores.discord, clock), discordFaults],
    googlechat: [googleChatApp(stores.googlechat), googleChatFaults],
    push: [pushApp(stores.push, clock.now), pushFaults],
  };
  await using opened = new AsyncDisposableStack();
  const standIns = {} as Record<ProviderName, StandIn>;
  for (const name of providerNames) {
    const [app, answers] = apps[name];
    standIns[name] = opened.use(await createStandIn({ host, port: ports[name] ?? 0, fetch: (request) => app.fetch(request), answers }));
  }
  const kept = opened.move();
  return {
    urls: byName((name) => standIns[name].url),
    fault: (name) => standIns[name].fault(),
    setFault: async (name, fault) => {
      await standIns[name].setFault(fault);
      tell();
    },
    accepted: (name) => ({ count: stores[name].count(), messages: stores[name].messages() }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear: () => Object.values<AcceptedStore>(stores).forEach((store) => store.clear()),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function byName<T>(make: (name: ProviderName) => T): Record<ProviderName, T> {
  return Object.fromEntries(providerNames.map((name) => [name, make(name)])) as Record<ProviderName, T>;
}
