import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PartGiven } from '../screens/settings.tsx';
import { isColour, sixDigits } from '@pharos/core/colours';
import { contrastOf, readingOf } from '../state/contrast.ts';
import { settingsIn } from '../state/page-settings.ts';
import { Field } from './field.tsx';
import { useMore } from './more-words.ts';
import { SaveForm } from './save-form.tsx';
import { TextField } from './text-field.tsx';

export type ColourName = 'accent' | 'background' | 'text';
export const colourNames: ColourName[] = ['accent', 'background', 'text'];
// As the page has them by day, where nobody says anything else.
export const ours: Record<ColourName, string> = { accent: '#2450c8', background: '#f6f7f9', text: '#14181f' };

export function Brand({ view: { page } }: PartGiven) {
  const say = useMore().settings;
  const [logo, favicon, css] = [useSignal(page.logo ?? ''), useSignal(page.favicon ?? ''), useSignal(page.css ?? '')];
  const colours = useSignal<Record<ColourName, string>>({ accent: '', background: '', text: '', ...settingsIn(page).colours });
  const change = () => ({
    logo: logo.peek().trim() || null,
    favicon: favicon.peek().trim() || null,
    css: css.peek().trim() || null,
    colours: Object.fromEntries(Object.entries(colours.peek()).filter(([, value]) => value.trim() !== '')),
  });
  return (
    <div class="columns">
      <SaveForm page={page.id} change={change}>
        {(wrong) => (
          <>
            <TextField id="page-logo" label={say.logo} hint={say.logoHint} wrong={wrong('logo')} type="url" maxLength={2_000} of={logo} />
            <TextField
              id="page-favicon"
              label={say.favicon}
              hint={say.faviconHint}
              wrong={wrong('favicon')}
              type="url"
              maxLength={2_000}
              of={favicon}
            />
            <div class="pair">
              {colourNames.map((each) => (
                <ColourField
                  key={each}
                  name={each}
                  value={colours.value[each]}
                  wrong={wrong(`colours.${each}`)}
                  onChange={(value) => {
                    colours.value = { ...colours.peek(), [each]: value };
                  }}
                />
              ))}
            </div>
            <p class="soft">{say.colourHint}</p>
            <TextField
              id="page-css"
              label={say.css}
              hint={say.cssHint}
              wrong={wrong('css')}
              class="code"
              rows={4}
              maxLength={10_000}
              spellcheck={false}
              of={css}
            />
          </>
        )}
      </SaveForm>
      <LookPreview name={page.name} logo={logo.value} colours={colours.value} />
    </div>
  );
}

interface ColourGiven {
  name: ColourName;
  value: string;
  wrong?: string | undefined;
  onChange(to: string): void;
}

export function ColourField({ name, value, wrong, onChange }: ColourGiven) {
  const say = useMore().settings;
  return (
    <Field id={`colour-${name}`} label={say.colours[name]} wrong={wrong}>
      {(props) => (
        <span class="colour">
          <input
            type="color"
            aria-label={say.pick(say.colours[name])}
            value={sixDigits(isColour(value) ? value : ours[name])}
            onInput={(event) => onChange(event.currentTarget.value)}
          />
          <input {...props} maxLength={7} placeholder={say.ours} value={value} onInput={(event) => onChange(event.currentTarget.value)} />
        </span>
      )}
    </Field>
  );
}

interface LookGiven {
  name: string;
  logo: string;
  colours: Record<ColourName, string>;
}

/** The top of the page as it would look, and whether people can read it. */
export function LookPreview({ name, logo, colours }: LookGiven) {
  const say = useMore().settings;
  const shown = useRef<HTMLDivElement>(null);
  const seen = Object.fromEntries(
    colourNames.map((each) => [each, isColour(colours[each]) ? colours[each] : ours[each]] as const),
  ) as Record<ColourName, string>;
  useEffect(() => {
    for (const each of colourNames) shown.current?.style.setProperty(`--look-${each}`, seen[each]);
  }, [seen.accent, seen.background, seen.text]);
  const lines = [
    [say.textOn, contrastOf(seen.text, seen.background)],
    [say.accentOn, contrastOf(seen.accent, seen.background)],
  ] as const;
  return (
    <section class="look-beside" aria-label={say.preview}>
      <div ref={shown} class="look" aria-hidden="true">
        {URL.canParse(logo) ? <img src={logo} alt="" /> : null}
        <strong>{name}</strong>
        <p>{say.previewText}</p>
        <span class="link">{say.previewLink}</span>
      </div>
      {lines.map(([what, contrast]) => {
        if (contrast === undefined) return null;
        const reading = readingOf(contrast);
        return (
          <p key={what} class={reading === 'good' ? 'soft' : 'wrong'}>
            {what}: {say.reading[reading](contrast.toFixed(1))}
          </p>
        );
      })}
    </section>
  );
}
