import { Problem } from '@pharos/core/problem';
import { expect, it } from 'vitest';
import { fillTexts, type Texts } from './fill.ts';

const template: Texts = {
  title: '{{service}} fails',
  body: 'In {{ region }}, {{service}} fails. {{7*7}} {{}} {{ not this }}',
  texts: { de: { title: '{{service}} gestört', body: '{{service}} in {{region}}' } },
};
const faultsOf = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return error.fields?.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
};

it('variables are filled in, in every language, and what is no name of one stays as it is', () => {
  expect(fillTexts(template, ['title', 'body'], { service: 'Payments', region: 'Asia' })).toEqual({
    title: 'Payments fails',
    body: 'In Asia, Payments fails. {{7*7}} {{}} {{ not this }}',
    texts: { de: { title: 'Payments gestört', body: 'Payments in Asia' } },
  });
});

it('what is put in is data, and never looked at for variables again', () => {
  const values = { service: '{{region}} $& $1', region: '{{service}}' };
  expect(fillTexts(template, ['title'], values)).toMatchObject({ title: '{{region}} $& $1 fails' });
});

it('a variable that is missing, or that there is not, is refused by its name', () => {
  expect(faultsOf(() => fillTexts(template, ['title', 'body'], { service: 'x', regoin: 'y', constructor: 'z' }))).toEqual([
    'variables.region is missing: the template names it',
    'variables.regoin is no variable of this template: there are service, region',
    'variables.constructor is no variable of this template: there are service, region',
  ]);
  expect(faultsOf(() => fillTexts({ title: '{{constructor}}', body: 'x' }, ['title'], {}))).toEqual([
    'variables.constructor is missing: the template names it',
  ]);
  expect(faultsOf(() => fillTexts({ body: 'x' }, ['body'], { a: 'b' }))).toEqual([
    'variables.a is no variable of this template: it has none',
  ]);
});

it('what is not taken needs no values, and what becomes no title is refused', () => {
  expect(fillTexts(template, ['title'], { service: 'Mail' })).toEqual({ title: 'Mail fails', texts: { de: { title: 'Mail gestört' } } });
  expect(faultsOf(() => fillTexts(template, ['title'], { service: 'two\nlines' }))).toMatchObject([
    expect.stringContaining('variables with these'),
  ]);
  expect(faultsOf(() => fillTexts(template, ['title'], { service: 'x'.repeat(300) }))).toHaveLength(1);
});
