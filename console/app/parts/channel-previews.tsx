import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import type { Draft, IncidentStatus } from '../state/drafts.ts';
import type { View } from '../state/watch.ts';
import { useMore } from './more-words.ts';

type Impact = View['incidents'][number]['impact'];

export interface PreviewsGiven {
  page: string;
  title: string;
  body: string;
  status: IncidentStatus;
  /** Of one that goes on: what it is, as long as nothing is said of components. */
  impact: Impact | undefined;
  components: Draft['components'];
  isFirst: boolean;
  isNotifying: boolean;
}

// As long as a word takes to type: the notifier writes it, and not the browser.
const restMs = 600;

/** What subscribers are sent, as the notifier writes it, while it is typed. */
export function ChannelPreviews({ page, title, body, status, impact, components, isFirst, isNotifying }: PreviewsGiven) {
  const { api } = useConsole();
  const say = useMore().previews;
  const shown = useSignal<Answer<'POST /v1/pages/{page}/previews'> | 'away' | undefined>(undefined);
  const hasText = title.trim() !== '' && body.trim() !== '';
  useEffect(() => {
    if (!hasText || !isNotifying) return undefined;
    let isLeft = false;
    const ask = async () => {
      const said = Object.entries(components).map(([id, of]) => ({ id, status: of }));
      const asked = {
        title: title.trim(),
        body,
        status,
        opened: isFirst,
        components: said,
        ...(impact !== undefined && said.length === 0 && { impact }),
      };
      const told = await api.ask('POST /v1/pages/{page}/previews', { path: { page }, body: asked }).catch(() => undefined);
      // What was typed meanwhile is asked for by itself.
      if (!isLeft) shown.value = told?.value ?? 'away';
    };
    const timer = setTimeout(() => void ask(), restMs);
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [page, title, body, status, impact, JSON.stringify(components), isFirst, isNotifying]);
  if (!isNotifying) return <p class="soft">{say.silent}</p>;
  if (!hasText) return <p class="soft">{say.needs}</p>;
  if (shown.value === 'away') return <p class="soft">{say.away}</p>;
  if (!shown.value) return null;
  const { email, sms, chat, webhook } = shown.value;
  return (
    <div class="channels">
      <dl>
        <dt>{say.email}</dt>
        <dd>
          <strong>{email.subject}</strong>
          <p class="plain">{email.text}</p>
        </dd>
        <dt>{say.sms(sms.segments)}</dt>
        <dd>
          {!sms.isSent && <p class="soft">{say.noSms}</p>}
          <p class="plain">{sms.text}</p>
        </dd>
        <dt>{say.chat}</dt>
        <dd>
          <strong>{chat.title}</strong>
          <p class="plain">{chat.text}</p>
          <p class="soft">{chat.facts.join(' · ')}</p>
        </dd>
      </dl>
      <details>
        <summary>{say.webhook}</summary>
        <p class="plain code">{JSON.stringify(JSON.parse(webhook.body), null, 2)}</p>
      </details>
    </div>
  );
}
