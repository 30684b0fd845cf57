import { expect, it } from 'vitest';
import { descriptorRoom, usualMemoryMaxBytes } from './room-for-readers.ts';

it('keeps descriptors for the database, the bus and those who are turned away', () => {
  expect(descriptorRoom('Limit  Soft Limit\nMax open files            20000                20000                files\n')).toEqual({
    connections: 19_744,
    readers: 18_756,
  });
  expect(descriptorRoom('Max open files            unlimited            unlimited            files\n')).toBeUndefined();
});

it('knows how much memory there is', () => {
  expect(usualMemoryMaxBytes()).toBeGreaterThan(100_000_000);
});
