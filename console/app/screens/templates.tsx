import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { ago } from '../parts/ago.ts';
import { Head } from '../parts/head.tsx';
import { Link } from '../parts/link.tsx';
import { Here, useLoaded } from '../parts/loaded.tsx';
import { useMore } from '../parts/more-words.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import type { FarGiven } from './far.tsx';
import { TemplateForm } from './template-form.tsx';

export type Template = Answer<'GET /v1/pages/{page}/templates'>['items'][number];

// The most that a page may have stand in two slices.
const sliceMax = 100;

/** What a team says again and again; one of them, to be written. */
export function TemplatesScreen({ view, thing }: FarGiven) {
  const { api } = useConsole();
  const say = useMore().templates;
  const page = view.page.id;
  const loaded = useLoaded(async () => {
    const path = { page };
    const { items, next } = (await api.ask('GET /v1/pages/{page}/templates', { path, query: { limit: sliceMax } })).value;
    if (next === null) return items;
    const query = { limit: sliceMax, after: next };
    return [...items, ...(await api.ask('GET /v1/pages/{page}/templates', { path, query })).value.items];
  }, [page, thing]);
  const one = (all: Template[]) => {
    const template = all.find(({ id }) => id === thing);
    return template ? <TemplateForm key={template.id} view={view} template={template} /> : <p class="empty">{say.gone}</p>;
  };
  return (
    <main>
      {thing === undefined ? (
        <Head title={say.title} hint={say.hint}>
          <Link to={{ page, screen: 'templates', thing: 'new' }} class="button first">
            {say.make}
          </Link>
        </Head>
      ) : (
        <p>
          <Link to={{ page, screen: 'templates' }}>← {say.back}</Link>
        </p>
      )}
      {thing === 'new' ? (
        <TemplateForm view={view} template={undefined} />
      ) : (
        <Here is={loaded}>{(all) => (thing === undefined ? <List page={page} all={all} /> : one(all))}</Here>
      )}
    </main>
  );
}

function List({ page, all }: { page: string; all: Template[] }) {
  const { clock } = useConsole();
  const say = useMore().templates;
  if (all.length === 0) return <p class="empty">{say.none}</p>;
  return (
    <ul class="cards">
      {all.map(({ id, name, title, body, status, updatedAt }) => (
        <li key={id} class="card">
          <h2>
            <Link to={{ page, screen: 'templates', thing: id }}>{name}</Link>
          </h2>
          <p class="meta">
            <StatusBadge status={status} /> {title ?? say.forUpdates} · {say.changed(ago(updatedAt, clock.value))}
          </p>
          <p class="one-line">{body}</p>
        </li>
      ))}
    </ul>
  );
}
