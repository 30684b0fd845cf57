import { oneLine, thingUrl, type Notice } from '../notice.ts';

/** The body of a webhook: the same for every attempt, so that a receiver may compare. */
export function noticeWebhook(notice: Notice, subscription: string): string {
  const { fact } = notice;
  const page = { id: notice.page, name: notice.pageName, url: notice.url };
  const { language, affected: components } = notice;
  const update = { id: fact.update, status: fact.status, body: fact.body, at: notice.at };
  if (fact.type === 'incident-updated') {
    const { title, status, impact } = fact;
    const incident = { id: fact.incident, title: oneLine(title), status, impact, url: thingUrl(notice) };
    return JSON.stringify({
      type: fact.opened ? 'incident.opened' : 'incident.updated',
      timestamp: notice.at,
      subscription,
      data: { page, incident, update, components, language },
    });
  }
  const maintenance = { id: fact.maintenance, title: oneLine(fact.title), status: fact.status, url: thingUrl(notice) };
  return JSON.stringify({
    type: fact.opened ? 'maintenance.scheduled' : 'maintenance.updated',
    timestamp: notice.at,
    subscription,
    data: { page, maintenance, update, components, language },
  });
}

export interface WebhookQuestion {
  page: { id: string; name: string; url: string };
  at: string;
  subscription: string;
  confirmUrl: string;
  secret: string;
}

/** Asked of an endpoint before it is sent anything else; it also learns the secret its messages will be signed with. */
export function confirmationWebhook({ page, at, subscription, confirmUrl, secret }: WebhookQuestion): string {
  return JSON.stringify({
    type: 'subscription.confirm',
    timestamp: at,
    subscription,
    data: { page, confirm_url: confirmUrl, signing_secret: secret },
  });
}
