import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Form } from '../parts/form.tsx';
import { useConsole } from '../console.ts';
import { ownZone, span } from '../parts/ago.ts';
import { TroubleLine, useAttempts } from '../parts/attempt.tsx';
import { Choose } from '../parts/choose.tsx';
import { Head } from '../parts/head.tsx';
import { useMore } from '../parts/more-words.ts';
import { Preview } from '../parts/preview.tsx';
import { Tick } from '../parts/tick.tsx';
import { WhichComponents } from '../parts/which-components.tsx';
import { emptyPlan, gapsOf, planRequest, reminders, withClocks, withStart, type PlanForm, type PlanGap } from '../state/plan.ts';
import { often } from '../state/recurrence.ts';
import { fromField, laterToday } from '../state/wall-time.ts';
import type { View } from '../state/watch.ts';
import { TextField } from '../parts/text-field.tsx';

export const planName = (page: string) => `plan ${page}`;

/** `date`: on this day of the calendar, as long as nothing is said of another one. */
export function PlanMaintenance({ view, date }: { view: View; date: string | undefined }) {
  const { api, clock, keeper, places, recipients, words } = useConsole();
  const { form: say, components: which, componentsHint } = useMore().maintenance;
  const page = view.page.id;
  const name = planName(page);
  const zones = { own: ownZone(), page: view.page.timeZone };
  const first = (date !== undefined && fromField(`${date}T22:00`, zones.own)) || laterToday(clock.peek());
  // What nobody has written in begins anew, on the day that was chosen.
  useMemo(() => {
    if (!keeper.has(name)) keeper.forget(name);
  }, []);
  const kept = keeper.of<PlanForm>(name, { ...emptyPlan(crypto.randomUUID(), first, zones.own), body: say.suggestedBody });
  const form = kept.value;
  const zone = zones[form.clocks];
  const isAsked = useSignal(false);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const change = (to: Partial<PlanForm>) => keeper.set(name, { ...kept.peek(), ...to });
  const leave = () => places.go({ page, screen: 'maintenance' });
  const needs: Record<PlanGap, string> = { title: say.needsTitle, body: say.needsBody, startsAt: say.needsStart, endsAt: say.needsEnd };
  const gaps = gapsOf(form, zone);
  const wrongOf = (path: PlanGap) => (isAsked.value && gaps.includes(path) ? needs[path] : wrong(path));
  const save = async () => {
    isAsked.value = true;
    if (gaps[0]) return document.getElementById(`plan-${gaps[0]}`)?.focus();
    const body = planRequest(form, zone, zones.page);
    const isDone = await attempt(() => api.ask('POST /v1/pages/{page}/maintenances', { path: { page }, body, key: form.key }));
    if (!isDone) return undefined;
    keeper.forget(name);
    return leave();
  };
  const count = recipients.of(page).value;
  const [starts, ends] = [fromField(form.startsAt, zone), fromField(form.endsAt, zone)];
  const other = form.clocks === 'own' ? zones.page : zones.own;
  return (
    <main>
      <Head title={say.newTitle} />
      <Form
        onSubmit={save}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        }}
      >
        <div class="columns">
          <div>
            <TextField
              id="plan-title"
              label={say.name}
              wrong={wrongOf('title')}
              maxLength={200}
              placeholder={say.namePlaceholder}
              value={form.title}
              onText={(text) => change({ title: text })}
            />
            {zones.own !== zones.page && (
              <Choose
                id="plan-clocks"
                label={say.clocks}
                value={form.clocks}
                options={[
                  ['own', say.own(zones.own)],
                  ['page', say.page(zones.page)],
                ]}
                onChange={(clocks) => keeper.set(name, withClocks(form, clocks, zones))}
              />
            )}
            <div class="pair">
              <TextField
                id="plan-startsAt"
                label={say.starts}
                wrong={wrongOf('startsAt')}
                type="datetime-local"
                value={form.startsAt}
                onText={(text) => keeper.set(name, withStart(form, text, zone))}
              />
              <TextField
                id="plan-endsAt"
                label={say.ends}
                wrong={wrongOf('endsAt')}
                type="datetime-local"
                value={form.endsAt}
                onText={(text) => change({ endsAt: text })}
              />
            </div>
            {zones.own !== zones.page && starts && ends && <p class="soft">{say.elsewhere(span(starts, ends, other), other)}</p>}
            <TextField
              id="plan-body"
              label={say.body}
              hint={say.bodyHint}
              wrong={wrongOf('body')}
              rows={4}
              maxLength={20_000}
              value={form.body}
              onText={(text) => change({ body: text })}
            />
            <WhichComponents
              label={which}
              hint={componentsHint}
              components={view.components}
              chosen={form.components}
              onChange={(components) => change({ components })}
            />
            <div class="pair">
              <Choose
                id="plan-often"
                label={say.again}
                value={form.often}
                wrong={wrong('recurrence')}
                options={often.map((each) => [each, say.often[each]] as const)}
                onChange={(to) => change({ often: to })}
              />
              {form.often !== 'never' && (
                <TextField
                  id="plan-count"
                  label={say.count}
                  hint={say.countHint}
                  inputMode="numeric"
                  maxLength={3}
                  value={form.count}
                  onText={(text) => change({ count: text.replaceAll(/\D/g, '') })}
                />
              )}
              <Choose
                id="plan-remind"
                label={say.remind}
                value={form.remind}
                options={reminders.map((each) => [each, say.reminders[each]] as const)}
                onChange={(remind) => change({ remind })}
              />
            </div>
            <Tick isOn={form.automatic} onChange={(automatic) => change({ automatic })}>
              {say.automatic}
            </Tick>
            {form.automatic && <Bodies form={form} onChange={change} />}
          </div>
          <Preview title={form.title} body={form.body} status="scheduled" zone={zones.page} />
        </div>
        <div class="publish">
          <Tick isOn={form.notify} onChange={(notify) => change({ notify })}>
            {say.notify}
          </Tick>
          <button class="first" disabled={isBusy.value}>
            {isBusy.value ? words.compose.sending : form.notify && count ? say.saveTo(new Intl.NumberFormat().format(count)) : say.save}
          </button>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              keeper.forget(name);
              leave();
            }}
          >
            {say.discard}
          </button>
          <p class="soft">{say.kept}</p>
        </div>
        <TroubleLine of={trouble} />
      </Form>
    </main>
  );
}

function Bodies({ form, onChange }: { form: PlanForm; onChange(to: Partial<PlanForm>): void }) {
  const say = useMore().maintenance.form;
  return (
    <details>
      <summary>{say.bodies}</summary>
      {(['startBody', 'endBody'] as const).map((field) => (
        <TextField
          key={field}
          id={`plan-${field}`}
          label={say[field]}
          rows={2}
          maxLength={20_000}
          value={form[field]}
          onText={(text) => onChange({ [field]: text })}
        />
      ))}
    </details>
  );
}
