import { useSignal } from '@preact/signals';
import type { PartGiven } from '../screens/settings.tsx';
import { listOf } from '../state/lists.ts';
import { settingsIn } from '../state/page-settings.ts';
import { bound } from './bound.ts';
import { Field } from './field.tsx';
import { useMore } from './more-words.ts';
import { SaveForm } from './save-form.tsx';
import { Tick } from './tick.tsx';

export function General({ view: { page } }: PartGiven) {
  const say = useMore().settings;
  const [name, slug, zone] = [useSignal(page.name), useSignal(page.slug), useSignal(page.timeZone)];
  const [about, support] = [useSignal(page.about ?? ''), useSignal(page.support ?? '')];
  const change = () => ({
    name: name.peek().trim(),
    timeZone: zone.peek().trim(),
    about: about.peek().trim() || null,
    support: support.peek().trim() || null,
    ...(slug.peek().trim() !== page.slug && { slug: slug.peek().trim() }),
  });
  return (
    <SaveForm page={page.id} change={change}>
      {(wrong) => (
        <>
          <div class="pair">
            <Field id="page-name" label={say.name} wrong={wrong('name')}>
              {(props) => <input {...props} maxLength={200} {...bound(name)} />}
            </Field>
            <Field id="page-slug" label={say.slug} wrong={wrong('slug')}>
              {(props) => <input {...props} maxLength={63} autocapitalize="none" {...bound(slug)} />}
            </Field>
          </div>
          <p class="soft">{say.slugHint}</p>
          <Field id="page-zone" label={say.zone} wrong={wrong('timeZone')}>
            {(props) => <input {...props} maxLength={64} list="zones" {...bound(zone)} />}
          </Field>
          <datalist id="zones">
            {Intl.supportedValuesOf('timeZone').map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
          <p class="soft">{say.zoneHint}</p>
          <Field id="page-about" label={say.about} hint={say.aboutHint} wrong={wrong('about')}>
            {(props) => <textarea {...props} rows={3} maxLength={5_000} {...bound(about)} />}
          </Field>
          <Field id="page-support" label={say.support} hint={say.supportHint} wrong={wrong('support')}>
            {(props) => <input {...props} type="url" maxLength={2_000} {...bound(support)} />}
          </Field>
        </>
      )}
    </SaveForm>
  );
}

export function Languages({ view: { page } }: PartGiven) {
  const say = useMore().settings;
  const set = settingsIn(page);
  const [language, others] = [useSignal(set.language), useSignal(set.languages.join(', '))];
  const change = () => ({ language: language.peek().trim(), languages: listOf(others.peek()) });
  return (
    <SaveForm page={page.id} change={change}>
      {(wrong) => (
        <>
          <Field id="page-language" label={say.language} hint={say.languageHint} wrong={wrong('language')}>
            {(props) => <input {...props} maxLength={15} autocapitalize="none" {...bound(language)} />}
          </Field>
          <Field id="page-languages" label={say.languages} hint={say.languagesHint} wrong={wrongIn('languages', others.value, wrong)}>
            {(props) => <input {...props} maxLength={200} autocapitalize="none" {...bound(others)} />}
          </Field>
          <p class="soft">{say.languagesWhy}</p>
        </>
      )}
    </SaveForm>
  );
}

type Channel = keyof ReturnType<typeof useMore>['settings']['channelNames'];

export function Channels({ view: { page } }: PartGiven) {
  const say = useMore().settings;
  const channels = Object.keys(say.channelNames) as Channel[];
  const chosen = useSignal<readonly string[]>(settingsIn(page).channels ?? channels);
  const countries = useSignal((page.smsCountries ?? []).join(', '));
  const change = () => ({
    channels: channels.filter((each) => chosen.peek().includes(each)),
    smsCountries: listOf(countries.peek()),
  });
  return (
    <SaveForm page={page.id} change={change}>
      {(wrong) => (
        <>
          <fieldset>
            <legend>{say.channels}</legend>
            {channels.map((each) => (
              <Tick
                key={each}
                isOn={chosen.value.includes(each)}
                onChange={(isOn) => {
                  chosen.value = isOn ? [...chosen.peek(), each] : chosen.peek().filter((other) => other !== each);
                }}
              >
                {say.channelNames[each]}
              </Tick>
            ))}
          </fieldset>
          <Field id="page-countries" label={say.countries} hint={say.countriesHint} wrong={wrongIn('smsCountries', countries.value, wrong)}>
            {(props) => <input {...props} {...bound(countries)} />}
          </Field>
          <p class="soft">{say.countriesWhy}</p>
        </>
      )}
    </SaveForm>
  );
}

/** What is wrong with a list that is one field here: with all of it, or the first of its entries that is wrong. */
function wrongIn(path: string, text: string, wrong: (path: string) => string | undefined): string | undefined {
  for (const [at, entry] of listOf(text).entries()) {
    const message = wrong(`${path}.${at}`);
    if (message !== undefined) return `${entry}: ${message}`;
  }
  return wrong(path);
}
