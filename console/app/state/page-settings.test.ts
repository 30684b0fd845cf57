import { expect, it } from 'vitest';
import { settingsIn } from './page-settings.ts';

it('a setting that a View leaves out is as nobody has said anything', () => {
  expect(settingsIn({})).toEqual({ language: 'en', languages: [], colours: {}, channels: null });
  expect(settingsIn({ language: 'de', channels: [] })).toMatchObject({ language: 'de', channels: [] });
});
