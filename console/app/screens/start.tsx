import type { ComponentType } from 'preact';
import { useConsole } from '../console.ts';
import { useMore } from '../parts/more-words.ts';
import { FirstComponents, FirstInvite, FirstLook, FirstName, FirstTest } from '../parts/first-steps.tsx';
import { firstRun, firstSteps, stepOn, type FirstStep } from '../state/first-run.ts';
import type { FarGiven } from './far.tsx';

export interface StepGiven extends Pick<FarGiven, 'view' | 'page'> {
  /** It is done: on to the next one. */
  onDone(): void;
}

const steps: Record<FirstStep, ComponentType<StepGiven>> = {
  name: FirstName,
  components: FirstComponents,
  look: FirstLook,
  invite: FirstInvite,
  test: FirstTest,
};

/** From nothing to a live page in five steps, each of which can be skipped. */
export function StartScreen({ view, page }: FarGiven) {
  const { keeper, places } = useConsole();
  const say = useMore().start;
  const name = `start ${page.id}`;
  const run = keeper.of(name, firstRun).value;
  const at = Math.min(run.at, firstSteps.length - 1);
  const step = firstSteps[at]!;
  const Step = steps[step];
  const on = (isDone: boolean) => {
    const next = stepOn({ ...run, at }, isDone);
    // Who comes back finds the first step again.
    keeper.set(name, next.isLeft ? { ...next, at: 0 } : next);
    if (next.isLeft) places.go({ page: page.id, screen: 'now' });
  };
  const leave = () => {
    keeper.set(name, { ...run, at: 0, isLeft: true });
    places.go({ page: page.id, screen: 'now' });
  };
  return (
    <main class="start">
      <div class="head">
        <div>
          <h1>{say.title}</h1>
          <p class="soft">{say.hint}</p>
        </div>
        <button type="button" class="quiet" onClick={leave}>
          {say.skipAll}
        </button>
      </div>
      <ol class="start-steps" aria-label={say.progress(at + 1, firstSteps.length)}>
        {firstSteps.map((each) => {
          const isDone = run.done.includes(each);
          return (
            <li key={each} class={each === step ? 'now' : isDone ? 'done' : ''} aria-current={each === step ? 'step' : undefined}>
              {isDone && <span aria-hidden="true">✓ </span>}
              {say.steps[each]}
              {isDone && <span class="unseen"> ({say.done})</span>}
            </li>
          );
        })}
      </ol>
      <Step key={step} view={view} page={page} onDone={() => on(true)} />
      <button type="button" class="quiet" onClick={() => on(false)}>
        {say.skip}
      </button>
    </main>
  );
}
