import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Form } from './form.tsx';
import { useConsole } from '../console.ts';
import { areas, expiresAt, expiryDays, scopesFor, type Area, type Expiry, type Level, type Reach } from '../state/key-form.ts';
import type { PageRow } from '../state/pages.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Choose } from './choose.tsx';
import { useMore } from './more-words.ts';
import { TextField } from './text-field.tsx';

interface Given {
  page: PageRow;
  onMade(secret: string | undefined): void;
  onClose(): void;
}

export function MakeKey({ page, onMade, onClose }: Given) {
  const { api, clock } = useConsole();
  const say = useMore().keys;
  const name = useSignal('');
  const level = useSignal<Level>('write');
  const some = useSignal<Partial<Record<Area, Reach>>>({ incidents: 'write' });
  const opens = useSignal<'page' | 'all'>('page');
  const expiry = useSignal<Expiry>('year');
  const isAsked = useSignal(false);
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const key = useMemo(() => crypto.randomUUID(), []);
  const scopes = scopesFor(level.value, some.value);
  const isNameless = name.value.trim() === '';
  const make = async () => {
    isAsked.value = true;
    if (isNameless) return document.getElementById('key-name')?.focus();
    if (scopes.length === 0) return undefined;
    const ends = expiresAt(expiry.peek(), clock.peek());
    const of = opens.peek() === 'page' ? { page: page.id } : {};
    const body = { name: name.peek().trim(), scopes, ...of, ...(ends !== undefined && { expiresAt: ends }) };
    await attempt(async () => onMade((await api.ask('POST /v1/keys', { body, key, organisation: page.organisation })).value.secret));
    return undefined;
  };
  return (
    <Form class="panel" aria-label={say.make} onSubmit={make}>
      <TextField
        id="key-name"
        label={say.name}
        wrong={(isAsked.value && isNameless ? say.needsName : undefined) ?? wrong('name')}
        maxLength={200}
        autocomplete="off"
        placeholder={say.namePlaceholder}
        of={name}
      />
      <Choose
        id="key-level"
        label={say.may}
        of={level}
        wrong={isAsked.value && scopes.length === 0 ? say.needsScope : wrong('scopes')}
        options={(Object.keys(say.levels) as Level[]).map((each) => [each, say.levels[each]] as const)}
      />
      {level.value === 'some' && (
        <div class="pair">
          {areas.map((area) => (
            <Choose<Reach>
              key={area}
              id={`key-${area}`}
              label={say.areas[area]}
              value={some.value[area] ?? ''}
              options={[
                ['', say.areaNone],
                ['read', say.areaRead],
                ['write', say.areaWrite],
              ]}
              onChange={(reach) => {
                some.value = { ...some.peek(), [area]: reach };
              }}
            />
          ))}
        </div>
      )}
      <div class="pair">
        <Choose
          id="key-opens"
          label={say.opens}
          of={opens}
          options={[
            ['page', say.thisPage(page.name)],
            ['all', say.allPages],
          ]}
        />
        <Choose
          id="key-expires"
          label={say.expires}
          of={expiry}
          options={(Object.keys(expiryDays) as Expiry[]).map((each) => [each, say.expiries[each]] as const)}
        />
      </div>
      <p class="actions">
        <button class="first" disabled={isBusy.value}>
          {say.create}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {say.back}
        </button>
      </p>
      <TroubleLine of={trouble} />
    </Form>
  );
}
