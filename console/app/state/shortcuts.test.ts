import { expect, it } from 'vitest';
import { shortcutOf } from './shortcuts.ts';

const press = (key: string, how: Partial<Parameters<typeof shortcutOf>[0]> = {}) =>
  shortcutOf({ key, isHeld: false, isTyping: false, isSecond: false, areKeysOff: false, ...how });

it('g and a letter lead to a screen; n alone begins an incident', () => {
  expect(press('g')).toEqual({ does: 'wait' });
  expect(press('n', { isSecond: true })).toEqual({ does: 'go', screen: 'now' });
  expect(press('m', { isSecond: true })).toEqual({ does: 'go', screen: 'maintenance' });
  expect(press('n')).toEqual({ does: 'begin' });
  expect(press('m')).toBeUndefined();
});

it('nothing but search is heard from who types, or holds Ctrl', () => {
  expect(press('n', { isTyping: true })).toBeUndefined();
  expect(press('Escape', { isTyping: true })).toBeUndefined();
  expect(press('K', { isTyping: true, isHeld: true })).toEqual({ does: 'search' });
  expect(press('n', { isHeld: true })).toBeUndefined();
});

it('single keys can be switched off; Escape and Ctrl+K stay', () => {
  expect(press('n', { areKeysOff: true })).toBeUndefined();
  expect(press('?', { areKeysOff: true })).toBeUndefined();
  expect(press('Escape', { areKeysOff: true })).toEqual({ does: 'back' });
  expect(press('k', { areKeysOff: true, isHeld: true })).toEqual({ does: 'search' });
});
