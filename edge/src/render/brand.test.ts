import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyView } from '../../test/sample.ts';
import { brandCss } from './brand.ts';
import { contrast, readable, readableOn } from '@pharos/core/colours';
import { palettes } from './palette.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const cssOf = (colours: object) => brandCss({ ...emptyView().page, colours }, 'v') ?? '';

/** What a custom property is, by day and by night. */
function valuesIn(css: string, name: string): { light: string | undefined; dark: string | undefined } {
  const [day, night] = css.split('@media (prefers-color-scheme: dark)');
  const found = (text: string | undefined) => new RegExp(`--${name}: (#[0-9a-f]+);`, 'i').exec(text ?? '')?.[1];
  return { light: found(day), dark: found(night) ?? found(day) };
}

it('whatever colours a page has, by day and by night its words can be read on what they stand on', () => {
  fc.assert(
    fc.property(fc.record({ accent: colour, background: colour, text: colour }, { requiredKeys: [] }), (colours) => {
      const css = cssOf(colours);
      for (const scheme of ['light', 'dark'] as const) {
        const of = (name: 'paper' | 'card' | 'ink' | 'soft' | 'accent' | 'accent-ink') =>
          valuesIn(css, name)[scheme] ?? palettes[scheme][name];
        for (const ground of [of('paper'), of('card')]) {
          for (const name of ['ink', 'soft', 'accent'] as const) expect(contrast(of(name), ground)).toBeGreaterThanOrEqual(readable);
        }
        expect(contrast(of('accent-ink'), of('accent'))).toBeGreaterThanOrEqual(readable);
      }
    }),
  );
});

it('a colour that can be read stays as it is, and another is changed no more than it must be', () => {
  expect(readableOn('#2450c8', ['#ffffff'])).toBe('#2450c8');
  const fitted = readableOn('#0a84ff', ['#ffffff']);
  expect(contrast(fitted, '#ffffff')).toBeGreaterThanOrEqual(readable);
  expect(contrast(fitted, '#ffffff')).toBeLessThan(5);
  expect(contrast('#000', '#fff')).toBe(21);
});

it('our own colours are those of the style', () => {
  const css = readFileSync(new URL('../../client/style/colours.css', import.meta.url), 'utf8');
  const [day, night] = css.split('@media (prefers-color-scheme: dark)') as [string, string];
  for (const [scheme, text] of [
    ['light', day],
    ['dark', night],
  ] as const) {
    for (const [name, value] of Object.entries(palettes[scheme])) expect(text).toContain(`--${name}: ${value};`);
  }
});

it('a style of its own stands in a layer that it cannot leave', () => {
  const css = brandCss({ ...emptyView().page, css: '} body { color: red }' }, 'v1')!;
  expect(css).toMatch(/^@layer pharos, page;\n@import url\("\/p\/[0-9a-f-]{36}\/own\.css\?v=v1"\) layer\(page\);$/);
  expect(css).not.toContain('red');
});
