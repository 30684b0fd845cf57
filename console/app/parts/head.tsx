import type { ComponentChildren } from 'preact';

/** What a screen is called, what it is for in a line, and what can be begun on it. */
export function Head({ title, hint, children }: { title: string; hint?: string | undefined; children?: ComponentChildren }) {
  return (
    <div class="head">
      <div>
        <h1>{title}</h1>
        {hint && <p class="soft">{hint}</p>}
      </div>
      {children && <p class="actions">{children}</p>}
    </div>
  );
}
