import { useSignal } from '@preact/signals';
import { Form } from './form.tsx';
import type { PartGiven } from '../screens/settings.tsx';
import { useConsole } from '../console.ts';
import { TroubleLine, useAttempts } from './attempt.tsx';
import { Copy } from './copy.tsx';
import { useMore } from './more-words.ts';
import { TextField } from './text-field.tsx';

/** A domain of one's own, in four steps: its name, its proof, where it points, and the look whether all is there. */
export function DomainPart({ view: { page } }: PartGiven) {
  const { api } = useConsole();
  const say = useMore().settings;
  const host = useSignal(page.domain?.host ?? '');
  const { isBusy, trouble, attempt, wrong } = useAttempts();
  const written = host.value.trim().toLowerCase();
  const set = (domain: string | null) => attempt(() => api.ask('PATCH /v1/pages/{page}', { path: { page: page.id }, body: { domain } }));
  const isSet = page.domain !== undefined && page.domain.host === written;
  return (
    <Form
      onSubmit={() => {
        if (written !== '') void set(written);
      }}
    >
      {page.domain ? (
        <p>
          <strong>{page.domain.host}</strong>{' '}
          <span class={`badge ${page.domain.state === 'taken' ? 'critical' : page.domain.state === 'confirmed' ? 'good' : 'minor'}`}>
            {say.domainStates[page.domain.state]}
          </span>
        </p>
      ) : (
        <p class="empty">{say.domainNone}</p>
      )}
      <ol class="steps">
        <li>
          <p>{say.steps.name}</p>
          <TextField
            id="page-domain"
            label={say.domain}
            hint={say.domainHint}
            wrong={wrong('domain')}
            maxLength={253}
            autocapitalize="none"
            spellcheck={false}
            of={host}
          />
        </li>
        {written !== '' && !isSet && (
          <>
            <li>
              <p>{say.steps.proof}</p>
              <dl class="record">
                <dt>{say.steps.proofName}</dt>
                <dd>
                  <Copy label={say.steps.proofName} text={`_pharos.${written}`} />
                </dd>
                <dt>{say.steps.proofValue}</dt>
                <dd>
                  <Copy label={say.steps.proofValue} text={`pharos-page=${page.id}`} />
                </dd>
              </dl>
            </li>
            <li>
              <p>{say.steps.point}</p>
            </li>
            <li>
              <p>{say.steps.claim}</p>
              <button class="first" disabled={isBusy.value}>
                {say.claim}
              </button>
              <p class="soft">{say.claimAgain}</p>
            </li>
          </>
        )}
      </ol>
      <TroubleLine of={trouble} />
      {page.domain && (
        <button
          type="button"
          class="quiet danger"
          onClick={() => {
            if (window.confirm(say.domainRemoveSure(page.domain!.host))) void set(null);
          }}
        >
          {say.domainRemove}
        </button>
      )}
    </Form>
  );
}
