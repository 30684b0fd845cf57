import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { ago, moment } from '../parts/ago.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { Copy } from '../parts/copy.tsx';
import { Head } from '../parts/head.tsx';
import { Here } from '../parts/loaded.tsx';
import { MakeKey } from '../parts/make-key.tsx';
import { useMore } from '../parts/more-words.ts';
import { More, useSlices } from '../parts/slices.tsx';
import { ordered, stateOf, type Key } from '../state/key-form.ts';
import type { PageRow } from '../state/pages.ts';
import type { FarGiven } from './far.tsx';

const sliceMax = 100;

/** Keys of programs: made, shown once, rotated, revoked. */
export function KeysScreen({ page }: FarGiven) {
  const { api, clock } = useConsole();
  const say = useMore().keys;
  const isMaking = useSignal(false);
  const secret = useSignal<string | undefined>(undefined);
  const { organisation } = page;
  const list = useSlices(
    async (after) =>
      (await api.ask('GET /v1/keys', { query: { limit: sliceMax, ...(after !== undefined && { after }) }, organisation })).value,
    [organisation],
  );
  const made = (text: string | undefined) => {
    isMaking.value = false;
    secret.value = text;
    void list.again();
  };
  return (
    <main>
      <Head title={say.title} hint={say.hint}>
        {!isMaking.value && (
          <button
            class="first"
            onClick={() => {
              isMaking.value = true;
            }}
          >
            {say.make}
          </button>
        )}
      </Head>
      {secret.value !== undefined && (
        <section class="panel" role="status">
          <h2>{say.secretTitle}</h2>
          <p>{say.secretHint}</p>
          <Copy text={secret.value} label={say.secretTitle} />
          <p>
            <button type="button" class="quiet" onClick={() => void (secret.value = undefined)}>
              {say.done}
            </button>
          </p>
        </section>
      )}
      {isMaking.value && <MakeKey page={page} onMade={made} onClose={() => void (isMaking.value = false)} />}
      <Here is={list}>
        {(keys) => (
          <>
            {keys.length === 0 && <p class="empty">{say.none}</p>}
            <ul class="cards">
              {ordered(keys, clock.value).map((key) => (
                <Row key={key.id} of={key} page={page} onMade={made} onChanged={() => void list.again()} />
              ))}
            </ul>
            <More of={list} label={say.more} />
          </>
        )}
      </Here>
    </main>
  );
}

const overlapSeconds = { none: 0, hour: 3_600, day: 86_400, week: 604_800 } as const;
type Overlap = keyof typeof overlapSeconds;
const tones = { live: 'good', needsRotation: 'major', expired: 'quiet', ended: 'quiet' } as const;

interface RowGiven {
  of: Key;
  page: PageRow;
  onMade(secret: string | undefined): void;
  onChanged(): void;
}

function Row({ of: key, page, onMade, onChanged }: RowGiven) {
  const { api, clock, pages } = useConsole();
  const say = useMore().keys;
  const isRotating = useSignal(false);
  const overlap = useSignal<Overlap>('day');
  const { isBusy, trouble, attempt } = useAttempts();
  const state = stateOf(key, clock.value);
  const isOver = state === 'ended' || state === 'expired';
  const { organisation } = page;
  const path = { key: key.id };
  const ofPage = pages.all.value?.find(({ id }) => id === key.page)?.name;
  const opens = key.page === null ? say.ofAll : ofPage === undefined ? say.of : say.ofPage(ofPage);
  const rotate = () =>
    attempt(async () => {
      const body = { overlapSeconds: overlapSeconds[overlap.peek()] };
      const { value } = await api.ask('POST /v1/keys/{key}/rotate', { path, body, key: crypto.randomUUID(), organisation });
      onMade(value.secret);
    });
  const revoke = async () => {
    if (!window.confirm(say.revokeSure(key.name))) return;
    if (await attempt(() => api.ask('DELETE /v1/keys/{key}', { path, organisation }))) onChanged();
  };
  return (
    <li class={isOver ? 'card line over' : 'card line'}>
      <div>
        <strong>{key.name}</strong> <span class={`badge ${tones[state]}`}>{say[state]}</span>
        <div class="meta">
          {key.scopes.join(', ')} · {opens} · {key.lastUsedAt === null ? say.unused : say.used(ago(key.lastUsedAt, clock.value))}
          {key.expiresAt !== null && !isOver && ` · ${say.until(moment(key.expiresAt, page.timeZone))}`}
        </div>
      </div>
      {!isOver && !isRotating.value && (
        <span class="actions">
          <button type="button" onClick={() => void (isRotating.value = true)}>
            {say.rotate}
          </button>
          <button type="button" class="quiet danger" onClick={() => void revoke()}>
            {say.revoke}
          </button>
        </span>
      )}
      {isRotating.value && (
        <form
          class="wide"
          onSubmit={(event) => {
            event.preventDefault();
            void rotate().then((isDone) => {
              if (isDone) isRotating.value = false;
            });
          }}
        >
          <p>{say.rotateHint}</p>
          <Choose
            id={`overlap-${key.id}`}
            label={say.overlap}
            of={overlap}
            options={(Object.keys(overlapSeconds) as Overlap[]).map((each) => [each, say.overlaps[each]] as const)}
          />
          <p class="actions">
            <button class="first" disabled={isBusy.value}>
              {say.rotateGo}
            </button>
            <button type="button" class="quiet" onClick={() => void (isRotating.value = false)}>
              {say.back}
            </button>
          </p>
        </form>
      )}
      <TroubleLine of={trouble} />
    </li>
  );
}
