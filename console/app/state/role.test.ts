import { expect, it } from 'vitest';
import { roleOn, screensOf } from './role.ts';

const seat = (organisation: string | null, role: 'admin' | 'viewer' | 'responder' | null, pages = {}) => ({
  id: 's',
  organisation,
  role,
  pages,
});

it('a role on the page comes before that in its organisation, and the most of several seats holds', () => {
  const page = { id: 'p', organisation: 'o' };
  expect(roleOn({ seats: [seat('o', 'admin', { p: 'viewer' })] }, page)).toBe('viewer');
  expect(roleOn({ seats: [seat('o', 'viewer'), seat(null, 'responder')] }, page)).toBe('responder');
  expect(roleOn({ seats: [seat('another', 'admin')] }, page)).toBeUndefined();
});

it('offers what can be used', () => {
  expect(screensOf('admin').page).toContain('subscribers');
  expect(screensOf('responder')).toEqual({ page: ['now', 'maintenance', 'components', 'templates', 'metrics'], team: ['account'] });
});
