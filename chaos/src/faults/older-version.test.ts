import { expect, it } from 'vitest';
import { edited, takenAway, withoutMarks } from './older-version.ts';

it('the version before can still be made of today’s sources', async () => {
  const texts = await edited([...takenAway, ...withoutMarks]);
  expect(texts.get('resources/src/page/fields.ts')).not.toMatch(/private/i);
  expect(texts.get('region/src/projection/project.ts')).not.toContain('saysMore(kind');
});

it('an edit that finds its place twice, or not at all, says so', async () => {
  await expect(edited([{ file: 'resources/src/fact.ts', from: 'z.object', to: '' }])).rejects.toThrow('exactly one');
  await expect(edited([{ file: 'resources/src/fact.ts', from: 'nothing like it', to: '' }])).rejects.toThrow('exactly one');
});
