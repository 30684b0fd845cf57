import type { ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { Form } from './form.tsx';
import { useConsole } from '../console.ts';
import type { Draft } from '../state/drafts.ts';
import { ChannelPreviews } from '../screens/far.tsx';
import { incidentStatuses } from '../state/statuses.ts';
import { saidOf, withComponents } from '../state/suggest.ts';
import type { View } from '../state/watch.ts';
import { Later, Past } from './composer-times.tsx';
import { ComponentStates } from './component-states.tsx';
import { NextUpdate } from './next-update.tsx';
import { Presets } from './presets.tsx';
import { Preview } from './preview.tsx';
import { PublishButton } from './publish-button.tsx';
import { TextField } from './text-field.tsx';

interface Given {
  view: View;
  /** The one that gets another update; none: a new one is begun. */
  incident?: View['incidents'][number] | undefined;
  onPublished(): void;
}

/** One form for a new incident and for the next update of one: everything that a post says, with what it will look like beside it. */
export function Composer({ view, incident, onPublished }: Given) {
  const { drafts, posting, words } = useConsole();
  const isAsked = useSignal(false);
  const isSentShown = useSignal(false);
  const page = view.page.id;
  const about = incident?.id ?? 'new';
  const draft = drafts.open(page, about, { status: incident?.status ?? 'investigating' }).value;
  const change = (to: Partial<Draft>) => drafts.change(page, about, to);
  const say = words.compose;
  const isLater = draft.publishAt !== '';
  const missing = {
    title: !incident && draft.title.trim() === '' ? say.needsTitle : undefined,
    body: draft.body.trim() === '' ? say.needsBody : undefined,
  };
  const refused = (path: string) => posting.trouble.value?.fields.find((field) => field.path === path)?.message;
  const publish = async () => {
    isAsked.value = true;
    const first = missing.title ? 'title' : missing.body ? 'body' : undefined;
    if (first) document.getElementById(`post-${first}`)?.focus();
    else if (await posting.publish(page, about, saidOf(draft, incident))) onPublished();
  };
  const shown = (field: 'title' | 'body') => (isAsked.value ? missing[field] : undefined) ?? refused(field);
  const choose = (id: string, status: Draft['components'][string] | undefined) => {
    const { [id]: _before, ...others } = draft.components;
    change(withComponents(draft, status ? { ...others, [id]: status } : others, view.components, words));
  };
  return (
    <Form
      class="composer"
      onSubmit={publish}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void publish();
      }}
    >
      <Presets page={page} draft={draft} incident={incident} onChange={change} />
      <div class="columns">
        <div class="fields">
          {!incident && (
            <TextField
              id="post-title"
              label={say.title}
              wrong={shown('title')}
              maxLength={200}
              value={draft.title}
              onText={(text) => change({ title: text, isTitleOurs: text === '' })}
            />
          )}
          <Choice label={say.status}>
            {incidentStatuses.map((status) => (
              <label key={status} class={draft.status === status ? 'chosen' : ''}>
                <input type="radio" name="status" checked={draft.status === status} onChange={() => change({ status })} />
                {words.status[status]}
              </label>
            ))}
          </Choice>
          <TextField
            id="post-body"
            label={say.body}
            hint={say.bodyHint}
            wrong={shown('body')}
            rows={5}
            maxLength={20_000}
            value={draft.body}
            onText={(text) => change({ body: text })}
          />
          <ComponentStates components={view.components} chosen={saidOf(draft, incident)} onChoose={choose} />
          {draft.status !== 'resolved' && !(incident && isLater) && (
            <NextUpdate draft={draft} wrong={refused('nextUpdateAt')} onChange={change} />
          )}
          {!incident && <Past draft={draft} onChange={change} />}
          <Later draft={draft} wrong={refused('publishAt')} onChange={change} />
        </div>
        <div class="beside-text">
          <Preview title={incident?.title ?? draft.title} body={draft.body} status={draft.status} zone={view.page.timeZone} />
          <details open={isSentShown.value} onToggle={(event) => void (isSentShown.value = event.currentTarget.open)}>
            <summary>{say.howSent}</summary>
            {isSentShown.value && (
              <ChannelPreviews
                page={page}
                title={incident?.title ?? draft.title}
                body={draft.body}
                status={draft.status}
                impact={incident?.impact}
                components={saidOf(draft, incident)}
                isFirst={!incident}
                isNotifying={draft.notify}
              />
            )}
          </details>
        </div>
      </div>
      <div class="publish">
        <label class="notify">
          <input type="checkbox" checked={draft.notify} onChange={(event) => change({ notify: event.currentTarget.checked })} />
          {say.notify}
        </label>
        <PublishButton page={page} isNotifying={draft.notify} isLater={isLater} />
        {drafts.isBegun(page, about) && (
          <button type="button" class="quiet" onClick={() => drafts.discard(page, about)}>
            {say.discard}
          </button>
        )}
        <p class="soft">
          {say.kept} · {say.shortcut}
        </p>
      </div>
      {posting.trouble.value && (
        <p class="wrong" role="alert">
          {posting.trouble.value.text}
        </p>
      )}
    </Form>
  );
}

function Choice({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      <div>{children}</div>
    </fieldset>
  );
}
