import { expect, it } from 'vitest';
import type { View } from '@pharos/resources/view';
import { words } from '../words/en.ts';
import { subscribeForm } from './subscribe.ts';

const formOf = (smsCountries?: string[]) =>
  subscribeForm({ view: { page: { id: 'p', ...(smsCountries && { smsCountries }) }, components: [] } as unknown as View, words }).html;

it('SMS are offered where the page allows them, and nowhere else', () => {
  expect(formOf()).not.toMatch(/sms|phone|\+49/i);
  expect(formOf(['+49'])).toMatch(/value="sms"[\s\S]*phone number[\s\S]*\+49/);
});
