import { useSignal } from '@preact/signals';
import { useConsole } from '../console.ts';
import { ago } from '../parts/ago.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { bound } from '../parts/bound.ts';
import { Head } from '../parts/head.tsx';
import { Here, useLoaded } from '../parts/loaded.tsx';
import { useMore } from '../parts/more-words.ts';
import { agentOf } from '../state/agent.ts';
import { enter } from '../state/enter.ts';
import { Codes } from '../parts/codes.tsx';
import { Passkeys } from '../parts/passkeys.tsx';
import { roleOn } from '../state/role.ts';
import type { FarGiven } from './far.tsx';

/** Who one is, and where one is signed in. */
export function AccountScreen({ page }: FarGiven) {
  const console = useConsole();
  const { api, session } = console;
  const { account: say, people } = useMore();
  const account = session.account.value!;
  const name = useSignal(account.person.name);
  const isSaved = useSignal(false);
  const { isBusy, trouble, attempt } = useAttempts();
  const role = roleOn(account, page);
  const save = async () => {
    isSaved.value = await attempt(async () => {
      await api.ask('PATCH /v1/account', { body: { name: name.peek().trim() } });
      await enter(console);
    });
  };
  return (
    <main>
      <Head title={say.title} hint={account.person.email} />
      {role && <p>{say.role(people.roles[role])}</p>}
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.peek().trim() !== '') void save();
        }}
      >
        <label for="own-name">{say.name}</label>
        <input id="own-name" maxLength={200} autocomplete="name" {...bound(name)} />
        <button disabled={isBusy.value}>{say.save}</button>
        {isSaved.value && <span role="status">{say.saved}</span>}
      </form>
      <TroubleLine of={trouble} />
      <Passkeys />
      <Codes />
      <Sessions />
    </main>
  );
}

function Sessions() {
  const { api, clock } = useConsole();
  const say = useMore().account;
  const { isBusy, trouble, attempt } = useAttempts();
  const list = useLoaded(async () => (await api.ask('GET /v1/sessions', {})).value.items, []);
  const end = (work: () => Promise<unknown>) =>
    void attempt(work).then((isDone) => {
      if (isDone) void list.again();
    });
  const nameOf = (text: string) => {
    const agent = agentOf(text);
    if (!agent) return say.unknownAgent;
    return agent.system === undefined ? agent.browser : say.on(agent.browser, agent.system);
  };
  const wayOf = (way: string) => (Object.hasOwn(say.ways, way) ? say.ways[way as keyof typeof say.ways] : way);
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">{say.sessions}</h2>
      <p class="soft">{say.sessionsHint}</p>
      <Here is={list}>
        {(sessions) => (
          <>
            <ul class="cards">
              {[...sessions]
                .sort((a, b) => Number(b.isThis) - Number(a.isThis) || (a.startedAt < b.startedAt ? 1 : -1))
                .map(({ id, startedAt, way, agent, region, isThis }) => (
                  <li key={id} class="card line">
                    <div>
                      <strong>{nameOf(agent)}</strong> {isThis && <span class="badge good">{say.here}</span>}
                      <div class="meta">
                        {say.began(ago(startedAt, clock.value))} · {say.by(wayOf(way))} · {region}
                      </div>
                    </div>
                    {!isThis && (
                      <button
                        type="button"
                        class="quiet danger"
                        aria-label={say.endOf(nameOf(agent))}
                        disabled={isBusy.value}
                        onClick={() => end(() => api.ask('DELETE /v1/sessions/{session}', { path: { session: id } }))}
                      >
                        {say.end}
                      </button>
                    )}
                  </li>
                ))}
            </ul>
            {sessions.length > 2 && (
              <p>
                <button
                  type="button"
                  onClick={() => {
                    if (!window.confirm(say.endOthersSure)) return;
                    end(async () => {
                      for (const { id, isThis } of sessions)
                        if (!isThis) await api.ask('DELETE /v1/sessions/{session}', { path: { session: id } });
                    });
                  }}
                >
                  {say.endOthers}
                </button>
              </p>
            )}
          </>
        )}
      </Here>
      <TroubleLine of={trouble} />
    </section>
  );
}
