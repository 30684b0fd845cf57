import { expect, it } from 'vitest';
import { Rule } from './fields.ts';
import { fits, ruleFor } from './rules.ts';

it.each([
  ['api', 'api', true],
  ['api', 'api-2', false],
  ['api*', 'api-2', true],
  ['*-2', 'api-2', true],
  ['a*-*2', 'api-2', true],
  ['*', '', true],
  ['a*a', 'a', false], // one sign is not two
  ['*a*b*', 'xbxa', false],
  ['a.i', 'api', false], // no pattern but the star
  ['', '', true],
])('the pattern "%s" and "%s": %s', (pattern, text, isFitting) => {
  expect(fits(pattern, text)).toBe(isFitting);
});

it('a label that an alert lacks fits nothing, and many stars take no time', () => {
  expect(fits('*', undefined)).toBe(false);
  const began = performance.now();
  expect(fits('*a'.repeat(99), 'a'.repeat(98))).toBe(false);
  expect(performance.now() - began).toBeLessThan(1_000);
});

it('the first rule that fits says what becomes of an alert, and one that says "nothing" ends the search', () => {
  const rules = [
    Rule.parse({ labels: { severity: 'info' }, opens: 'nothing' }),
    Rule.parse({ labels: { service: 'pay*', severity: 'critical' }, opens: 'incident' }),
    Rule.parse({}),
  ];
  expect(ruleFor(rules, { service: 'payments', severity: 'info' })).toBeUndefined();
  expect(ruleFor(rules, { service: 'payments', severity: 'critical' })).toBe(rules[1]);
  expect(ruleFor(rules, {})).toBe(rules[2]);
  expect(ruleFor(rules.slice(0, 2), {})).toBeUndefined();
});
