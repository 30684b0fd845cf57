import { expect, it } from 'vitest';
import type { View } from '@pharos/resources/view';
import { words } from '../words/en.ts';
import { subscribeForm } from './subscribe.ts';

const formOf = (smsCountries?: string[]) =>
  subscribeForm({
    view: { page: { id: 'p', ...(smsCountries && { smsCountries }) }, components: [] } as unknown as View,
    words,
    language: 'en',
  }).html;

it('each channel has its own field, named, with an example, and the kind of keys that it needs', () => {
  const form = formOf(['+49']);
  expect(form).toMatch(/<label for="address-slack">Your webhook address of Slack<\/label>[\s\S]*?type="url"[\s\S]*?hooks\.slack\.com/);
  expect(form).toMatch(/<label for="address-google-chat">Your webhook address of Google Chat<\/label>/);
  expect(form).toMatch(/id="address-email"\s+name="address-email"\s+type="email"/);
  expect(form).toMatch(/id="address-sms"\s+name="address-sms"\s+type="tel"/);
  expect(form.match(/type="radio"/g)).toHaveLength(7);
  expect(form.match(/ checked/g)).toHaveLength(1);
});

it('browsers are asked only where there is a key for it, and not by something to type in', () => {
  const view = { page: { id: 'p' }, components: [] } as unknown as View;
  const form = subscribeForm({ view, words, language: 'en' }, { pushKey: 'KEY', assets: '/assets/1' }).html;
  expect(form).toMatch(/id="push"[\s\S]*hidden[\s\S]*data-key="KEY"[\s\S]*src="\/assets\/1\/push\.js"/);
  for (const each of [form, formOf()]) expect(each).not.toContain('value="web-push"');
  expect(formOf()).not.toContain('id="push"');
});

it('SMS are offered where the page allows them, and nowhere else', () => {
  expect(formOf()).not.toMatch(/sms|phone|\+49/i);
  expect(formOf(['+49'])).toMatch(/value="sms"[\s\S]*phone number[\s\S]*\+49/);
});
