import { expect, it } from 'vitest';
import { z } from 'zod';
import { configRows, port, readConfig } from './config.ts';
import { Problem } from './problem.ts';

const shape = {
  NAME: z.string().describe('What it is called'),
  PORT: port('Where it listens').default(80),
  SECRET_KEY: z.string().min(8).describe('What nobody may know'),
};

it('what is right is read, what is left out is the default', () => {
  expect(readConfig(shape, { NAME: 'x', SECRET_KEY: 'long enough', OTHER: 'y' })).toEqual({
    NAME: 'x',
    PORT: 80,
    SECRET_KEY: 'long enough',
  });
});

it('an empty variable is a missing one', () => {
  expect(() => readConfig(shape, { NAME: '', SECRET_KEY: 'long enough' })).toThrow('NAME is missing (What it is called)');
});

it('all that is wrong is told at once, and no secret with it', () => {
  const read = () => readConfig(shape, { PORT: '99999', SECRET_KEY: 'short' });
  expect(read).toThrow(Problem);
  expect(read).toThrow(/NAME is missing.*PORT is "99999".*\(Where it listens\).*SECRET_KEY is "\(hidden\)"/);
  expect(read).not.toThrow(/short/);
});

it('every variable says what it is, also behind a default', () => {
  expect(configRows(shape)).toEqual([
    { name: 'NAME', fallback: 'required', describe: 'What it is called' },
    { name: 'PORT', fallback: '`80`', describe: 'Where it listens' },
    { name: 'SECRET_KEY', fallback: 'required', describe: 'What nobody may know' },
  ]);
});
