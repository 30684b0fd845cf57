import { useEffect, useRef } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { moment } from './ago.ts';
import { StatusBadge, type AnyStatus } from './status-badge.tsx';

type Render = (text: string) => string;

// The renderer of the page itself: the only way by which text becomes HTML here, and the only name under which this page may do it.
const policy = window.trustedTypes?.createPolicy('pharos', { createHTML: (html) => html });

/** The post as visitors will see it, beside what is typed. What makes it so is loaded when it is first needed. */
export function Preview({ title, body, status, zone }: { title: string; body: string; status: AnyStatus; zone: string }) {
  const { words, clock } = useConsole();
  const shown = useRef<HTMLDivElement>(null);
  const render = useSignal<Render | undefined>(undefined);
  useEffect(() => {
    void import('./markdown.ts').then(({ renderMarkdown }) => {
      render.value = renderMarkdown;
    });
  }, []);
  useEffect(() => {
    if (!shown.current || !render.value) return;
    const html = render.value(body);
    shown.current.innerHTML = (policy?.createHTML(html) ?? html) as string;
  }, [body, render.value]);
  return (
    <section class="preview" aria-label={words.compose.preview}>
      <p class="title">{title || '…'}</p>
      <p class="meta">
        <StatusBadge status={status} /> <time>{moment(new Date(clock.value).toISOString(), zone)}</time>
      </p>
      <div ref={shown} class="markdown" />
      {body === '' && <p class="soft">{words.compose.previewEmpty}</p>}
    </section>
  );
}
