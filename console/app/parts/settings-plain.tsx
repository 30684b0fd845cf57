import { useSignal } from '@preact/signals';
import type { PartGiven } from '../screens/settings.tsx';
import { listOf } from '../state/lists.ts';
import { settingsIn } from '../state/page-settings.ts';
import { useMore } from './more-words.ts';
import { SaveForm } from './save-form.tsx';
import { Tick } from './tick.tsx';
import { TextField } from './text-field.tsx';

export function General({ view: { page } }: PartGiven) {
  const say = useMore().settings;
  const [name, slug, zone] = [useSignal(page.name), useSignal(page.slug), useSignal(page.timeZone)];
  const [about, support] = [useSignal(page.about ?? ''), useSignal(page.support ?? '')];
  const announcement = useSignal(page.announcement ?? '');
  const change = () => ({
    name: name.peek().trim(),
    timeZone: zone.peek().trim(),
    announcement: announcement.peek().trim() || null,
    about: about.peek().trim() || null,
    support: support.peek().trim() || null,
    ...(slug.peek().trim() !== page.slug && { slug: slug.peek().trim() }),
  });
  return (
    <SaveForm page={page.id} change={change}>
      {(wrong) => (
        <>
          <div class="pair">
            <TextField id="page-name" label={say.name} wrong={wrong('name')} maxLength={200} of={name} />
            <TextField id="page-slug" label={say.slug} wrong={wrong('slug')} maxLength={63} autocapitalize="none" of={slug} />
          </div>
          <p class="soft">{say.slugHint}</p>
          <TextField id="page-zone" label={say.zone} wrong={wrong('timeZone')} maxLength={64} list="zones" of={zone} />
          <datalist id="zones">
            {Intl.supportedValuesOf('timeZone').map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
          <p class="soft">{say.zoneHint}</p>
          <TextField
            id="page-announcement"
            label={say.announcement}
            hint={say.announcementHint}
            wrong={wrong('announcement')}
            rows={2}
            maxLength={1_000}
            of={announcement}
          />
          <TextField id="page-about" label={say.about} hint={say.aboutHint} wrong={wrong('about')} rows={3} maxLength={5_000} of={about} />
          <TextField
            id="page-support"
            label={say.support}
            hint={say.supportHint}
            wrong={wrong('support')}
            type="url"
            maxLength={2_000}
            of={support}
          />
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
          <TextField
            id="page-language"
            label={say.language}
            hint={say.languageHint}
            wrong={wrong('language')}
            maxLength={15}
            autocapitalize="none"
            of={language}
          />
          <TextField
            id="page-languages"
            label={say.languages}
            hint={say.languagesHint}
            wrong={wrongIn('languages', others.value, wrong)}
            maxLength={200}
            autocapitalize="none"
            of={others}
          />
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
          <TextField
            id="page-countries"
            label={say.countries}
            hint={say.countriesHint}
            wrong={wrongIn('smsCountries', countries.value, wrong)}
            of={countries}
          />
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
