import { useSignal } from '@preact/signals';
import { Form } from './form.tsx';
import type { Operations } from '../api/operations.d.ts';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Choose } from './choose.tsx';
import { useMore } from './more-words.ts';
import { TextField } from './text-field.tsx';

type Channel = Operations['POST /v1/pages/{page}/subscriptions']['body']['channel'];

/** Somebody who has agreed elsewhere: one after the other, without closing it. */
export function AddSubscriber({ page, onDone, onClose }: { page: string; onDone(): void; onClose(): void }) {
  const { api } = useConsole();
  const say = useMore().subscribers;
  const address = useSignal('');
  const channel = useSignal<Channel>('email');
  const told = useSignal<string | undefined>(undefined);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const add = () =>
    attempt(async () => {
      const body = { channel: channel.peek(), address: address.peek().trim() };
      told.value = (await api.ask('POST /v1/pages/{page}/subscriptions', { path: { page }, body })).value.message;
      address.value = '';
      onDone();
    });
  return (
    <Form class="panel" aria-label={say.add} onSubmit={add}>
      <div class="pair">
        <Choose
          id="add-channel"
          label={say.channel}
          of={channel}
          options={typed(say.channels).map((each) => [each, say.channels[each]] as const)}
        />
        <TextField id="add-address" label={say.address} wrong={wrong('address') ?? wrong('channel')} autocomplete="off" of={address} />
      </div>
      <p class="soft">
        {say.addressHint}. {say.addHint}
      </p>
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {say.addGo}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {say.close}
        </button>
        {told.value !== undefined && <span role="status">{told.value}</span>}
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}

/** A browser signs up itself: nobody can type in what it gives. */
function typed(channels: Record<Channel, string>): Channel[] {
  return (Object.keys(channels) as Channel[]).filter((channel) => channel !== 'web-push');
}
