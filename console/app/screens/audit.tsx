import { useSignal } from '@preact/signals';
import type { Answer } from '../api/api.ts';
import { useConsole } from '../console.ts';
import { moment, ownZone } from '../parts/ago.ts';
import { Choose } from '../parts/choose.tsx';
import { Field } from '../parts/field.tsx';
import { Head } from '../parts/head.tsx';
import { Here } from '../parts/loaded.tsx';
import { useMore } from '../parts/more-words.ts';
import { More, useSlices } from '../parts/slices.tsx';
import { auditQuery, changesOf, noFilter, verbText, type AuditFilter } from '../state/audit.ts';
import type { FarGiven } from './far.tsx';

type Entry = Answer<'GET /v1/audit'>['items'][number];
const sliceMax = 50;

/** Who changed what: the latest first, by what somebody looks for. */
export function AuditScreen({ page }: FarGiven) {
  const { api } = useConsole();
  const say = useMore().audit;
  const filter = useSignal<AuditFilter>(noFilter);
  const zone = ownZone();
  const list = useSlices(
    async (after) => {
      const query = { limit: sliceMax, ...auditQuery(filter.peek(), page.id, zone), ...(after !== undefined && { after }) };
      return (await api.ask('GET /v1/audit', { query, organisation: page.organisation })).value;
    },
    [page.id, filter.value],
  );
  // Those who were seen so far: nobody knows an id by heart.
  const actors = useSignal<Map<string, string>>(new Map());
  for (const { actor, actorName } of list.value.value ?? []) if (actorName !== null) actors.peek().set(actor, actorName);
  const change = (to: Partial<AuditFilter>) => {
    filter.value = { ...filter.peek(), ...to };
  };
  return (
    <main>
      <Head title={say.title} hint={say.hint}>
        <button type="button" onClick={() => void list.again()}>
          {say.again}
        </button>
      </Head>
      <form class="filters" aria-label={say.filters} onSubmit={(event) => event.preventDefault()}>
        <Choose
          id="audit-kind"
          label={say.kind}
          value={filter.value.kind}
          options={[['', say.any] as const, ...Object.entries(say.kinds)]}
          onChange={(kind) => change({ kind })}
        />
        <Choose
          id="audit-actor"
          label={say.who}
          value={filter.value.actor}
          options={[['', say.anybody] as const, ...actors.value]}
          onChange={(actor) => change({ actor })}
        />
        <Choose
          id="audit-scope"
          label={say.scope}
          value={filter.value.scope}
          options={[
            ['page', say.thisPage],
            ['all', say.everywhere],
          ]}
          onChange={(scope) => change({ scope })}
        />
        {(['since', 'until'] as const).map((field) => (
          <Field key={field} id={`audit-${field}`} label={say[field]}>
            {(props) => (
              <input
                {...props}
                type="date"
                value={filter.value[field]}
                onChange={(event) => change({ [field]: event.currentTarget.value })}
              />
            )}
          </Field>
        ))}
        <button type="button" class="quiet" onClick={() => change(noFilter)}>
          {say.clear}
        </button>
      </form>
      {filter.value.thing !== '' && <p class="soft">{say.onlyThese}</p>}
      <Here is={list}>
        {(entries) => (
          <>
            {entries.length === 0 && <p class="empty">{say.none}</p>}
            <ul class="log">
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} zone={page.timeZone} onOnly={() => change({ thing: entry.thing, kind: '' })} />
              ))}
            </ul>
            <More of={list} label={say.more} />
          </>
        )}
      </Here>
    </main>
  );
}

function Row({ entry, zone, onOnly }: { entry: Entry; zone: string; onOnly(): void }) {
  const say = useMore().audit;
  const { at, region, actor, actorKind, actorName, verb, address, kind } = entry;
  const changes = changesOf(entry);
  return (
    <li>
      <details>
        <summary>
          <strong>{verbText(verb, kind)}</strong>{' '}
          <span class="meta">
            {actorName ?? (actorKind === 'system' ? say.system : actor)} · {moment(at, zone)}
          </span>
        </summary>
        <p class="meta">
          {address !== null && `${say.from(address)} · `}
          {say.in(region)}
        </p>
        <dl class="changes">
          {changes.map(({ field, before, after }) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>
                {before !== '' && (
                  <>
                    <del>{before}</del>{' '}
                  </>
                )}
                {after === '' ? <span class="soft">{say.nothing}</span> : <ins>{after}</ins>}
              </dd>
            </div>
          ))}
        </dl>
        <button type="button" class="quiet" onClick={onOnly}>
          {say.onlyThis}
        </button>
      </details>
    </li>
  );
}
