import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Form } from './form.tsx';
import { useConsole } from '../console.ts';
import type { Metric } from '../screens/metrics.tsx';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Copy } from './copy.tsx';
import { useMore } from './more-words.ts';
import { TextField } from './text-field.tsx';
import { Tick } from './tick.tsx';

interface Given {
  page: string;
  /** None: it is made. */
  metric: Metric | undefined;
  onDone(): void;
}

/** A metric, to be made or put right. */
export function MetricForm({ page, metric, onDone }: Given) {
  const { api, regions } = useConsole();
  const say = useMore().metrics;
  const name = useSignal(metric?.name ?? '');
  const description = useSignal(metric?.description ?? '');
  const unit = useSignal(metric?.unit ?? '');
  const decimals = useSignal(String(metric?.decimals ?? 0));
  const isShown = useSignal(metric?.public ?? false);
  const isAsked = useSignal(false);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  // Sent again it is the same one.
  const key = useMemo(() => crypto.randomUUID(), []);
  const path = { page };
  const isNameless = name.value.trim() === '';
  const save = async () => {
    isAsked.value = true;
    if (isNameless) return document.getElementById('metric-name')?.focus();
    const said = { name: name.peek().trim(), description: description.peek().trim(), decimals: Number(decimals.peek()) };
    const body = { ...said, public: isShown.peek(), ...(unit.peek().trim() !== '' && { unit: unit.peek().trim() }) };
    const isDone = await attempt(() =>
      metric
        ? api.ask('PATCH /v1/pages/{page}/metrics/{metric}', { path: { page, metric: metric.id }, body })
        : api.ask('POST /v1/pages/{page}/metrics', { path, body, key }),
    );
    if (isDone) onDone();
    return undefined;
  };
  const remove = async () => {
    if (!metric || !window.confirm(say.removeSure(metric.name))) return;
    if (await attempt(() => api.ask('DELETE /v1/pages/{page}/metrics/{metric}', { path: { page, metric: metric.id } }))) onDone();
  };
  return (
    <Form class="panel" onSubmit={save}>
      <TextField
        id="metric-name"
        label={say.name}
        maxLength={200}
        placeholder={say.namePlaceholder}
        wrong={(isAsked.value && isNameless ? say.needsName : undefined) ?? wrong('name')}
        of={name}
      />
      <TextField id="metric-description" label={say.description} maxLength={2_000} wrong={wrong('description')} of={description} />
      <div class="pair">
        <TextField id="metric-unit" label={say.unit} hint={say.unitHint} maxLength={20} wrong={wrong('unit')} of={unit} />
        <TextField id="metric-decimals" type="number" min={0} max={6} label={say.decimals} wrong={wrong('decimals')} of={decimals} />
      </div>
      <Tick of={isShown}>
        {say.shown} <span class="soft">{say.shownHint}</span>
      </Tick>
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {say.save}
        </button>
        {metric && (
          <button type="button" class="quiet danger" disabled={isBusy.value} onClick={() => void remove()}>
            {say.remove}
          </button>
        )}
      </p>
      <TroubleLine of={trouble} />
      {metric && (
        <details>
          <summary>{say.push}</summary>
          <p class="soft">{say.pushHint}</p>
          <Copy label={say.push} text={pushing(`${regions.here().url}/v1/pages/${page}/metrics/${metric.id}/points`)} />
        </details>
      )}
    </Form>
  );
}

function pushing(address: string): string {
  return `curl -X POST ${address} -H 'Authorization: Bearer $PHAROS_KEY' -H 'Content-Type: application/json' -d '{"points":[{"value":182}]}'`;
}
