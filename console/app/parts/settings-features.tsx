import { useSignal } from '@preact/signals';
import type { PartGiven } from '../screens/settings.tsx';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { bound } from './bound.ts';
import { Here, useLoaded } from './loaded.tsx';
import { useMore } from './more-words.ts';
import { Tick } from './tick.tsx';

/** Switches by name: each is set at once. */
export function Features({ view: { page } }: PartGiven) {
  const { api } = useConsole();
  const say = useMore().settings;
  const name = useSignal('');
  const path = { page: page.id };
  const loaded = useLoaded(async () => (await api.ask('GET /v1/pages/{page}/settings', { path })).value.features, [page.id]);
  const { isBusy, trouble, attempt } = useAttempts();
  // It shows what was pressed at once, and what is so afterwards.
  const asked = useSignal<Record<string, boolean>>({});
  const set = async (feature: string, isOn: boolean | null) => {
    if (isOn !== null) asked.value = { [feature]: isOn };
    const isDone = await attempt(() => api.ask('PATCH /v1/pages/{page}', { path, body: { features: { [feature]: isOn } } }));
    if (isDone) await loaded.again();
    asked.value = {};
    return isDone;
  };
  return (
    <>
      <p>{say.features}</p>
      <Here is={loaded}>
        {(features) =>
          Object.keys(features).length === 0 ? (
            <p class="empty">{say.noFeatures}</p>
          ) : (
            <ul class="cards tight">
              {Object.entries(features).map(([feature, isOn]) => (
                <li key={feature} class="card line">
                  <Tick isOn={asked.value[feature] ?? isOn} onChange={(to) => void set(feature, to)}>
                    {feature}
                  </Tick>
                  <button type="button" class="quiet" onClick={() => void set(feature, null)}>
                    {say.featureForget}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Here>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          const feature = name.peek().trim();
          if (feature === '') return;
          void set(feature, true).then((isDone) => {
            if (isDone) name.value = '';
          });
        }}
      >
        <label for="feature-name">{say.featureName}</label>
        <input id="feature-name" maxLength={40} autocapitalize="none" aria-describedby="feature-hint" {...bound(name)} />
        <button disabled={isBusy.value}>{say.featureAdd}</button>
      </form>
      <p class="soft" id="feature-hint">
        {say.featureHint}
      </p>
      <TroubleLine of={trouble} />
    </>
  );
}
