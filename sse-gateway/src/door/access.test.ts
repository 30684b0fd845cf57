import { newId } from '@pharos/core/id';
import type { PageAccess } from '@pharos/core/page-access';
import { expect, it } from 'vitest';
import { createAccess, type AccessOptions } from './access.ts';
import { mintReaderToken } from '@pharos/core/reader-token';
import { testKit } from '@pharos/core/testing/kit';
import { createVirtualClock } from '@pharos/core/testing/virtual-clock';

function open(
  read: (pages: string[]) => Promise<Map<string, PageAccess>>,
  followed = new Map<string, number>(),
  more: Partial<AccessOptions> = {},
) {
  const clock = createVirtualClock();
  const told = { changed: [] as number[], expired: [] as number[] };
  const access = createAccess({
    kit: testKit({ clock }),
    read,
    keys: [],
    followed: () => followed,
    topicOf: (page) => followed.get(page),
    ...more,
  });
  access.onChanged((topic) => void told.changed.push(topic));
  access.onExpired((_channel, tags) => void told.expired.push(...tags));
  return { clock, access, told };
}

it('a thousand pages that somebody makes up cost one look at a time, and one that is made meanwhile is found at once', async () => {
  const asked: string[][] = [];
  const made = new Map<string, PageAccess>();
  const { clock, access } = open(async (pages) => {
    asked.push(pages);
    await clock.sleep(10);
    return made;
  });
  using _ = access;
  const pages = Array.from({ length: 1_000 }, newId);
  const judge = async () => {
    const judged = Promise.all(pages.map((page) => access.judge(page, undefined)));
    await clock.pass(100);
    return (await judged).map(({ kind }) => kind);
  };
  expect(new Set(await judge())).toEqual(new Set(['unknown']));
  expect(asked.map(({ length }) => length)).toEqual([1, 999]);
  made.set(pages[7]!, { kind: 'public' });
  expect((await judge()).filter((kind) => kind === 'open')).toEqual(['open']);
});

it('what is known of a page with readers is never forgotten: its change is told', async () => {
  const page = newId();
  let isPrivate = false;
  const { clock, access, told } = open(
    async (pages) =>
      new Map(pages.map((each) => [each, each === page && isPrivate ? { kind: 'private', tokensFrom: 0 } : { kind: 'public' }])),
    new Map([[page, 1]]),
  );
  using _ = access;
  await access.judge(page, undefined);
  for (let turn = 0; turn < 10; turn++) await Promise.all(Array.from({ length: 3_000 }, () => access.judge(newId(), undefined)));
  isPrivate = true;
  await clock.pass(2_000);
  expect(told.changed).toEqual([1]);
});

it('a token runs out in time while the table hangs', async () => {
  const page = newId();
  const { clock, access, told } = open(() => new Promise(() => undefined), new Map([[page, 1]]));
  using _ = access;
  access.hold(5, 1, { issuedAt: clock.now(), expiresAt: clock.now() + 10_000 });
  await clock.pass(9_900);
  expect(told.expired).toEqual([]);
  await clock.pass(500);
  expect(told.expired).toEqual([5]);
});

it('while the database fails, it is not told that a private page is there', async () => {
  const page = newId();
  let isDown = false;
  const { clock, access } = open(async (pages) => {
    if (isDown) throw new Error('down');
    return new Map(pages.filter((each) => each === page).map((each) => [each, { kind: 'private', tokensFrom: 0 }]));
  });
  using _ = access;
  expect(await access.judge(page, undefined)).toEqual({ kind: 'unknown' });
  isDown = true;
  await clock.pass(1_500);
  for (const each of [page, newId()]) await expect(access.judge(each, undefined)).rejects.toThrow();
});

it('somebody whose session ends is told within two seconds, others read on; without its database a region believes what was signed', async () => {
  const key = 'k'.repeat(32);
  const [page, ended] = [newId(), newId()];
  const over = new Set<string>();
  let isAway = false;
  const mayRead: AccessOptions['mayRead'] = async (readers) => {
    if (isAway) throw new Error('away');
    return readers.map(({ session }) => !over.has(session.id));
  };
  const read = async () => new Map<string, PageAccess>([[page, { kind: 'private', tokensFrom: 0 }]]);
  const { clock, access, told } = open(read, new Map([[page, 1]]), { keys: [key], mayRead });
  using _ = access;
  const tokenOf = (id: string) => {
    const session = { person: newId(), id, slot: 0, startedAt: clock.now() };
    return mintReaderToken({ page, issuedAt: clock.now(), expiresAt: clock.now() + 3_600_000, session }, key);
  };
  const [first, second] = [await tokenOf(ended), await tokenOf(newId())];
  for (const [tag, token] of [first, second].entries()) {
    const judged = await access.judge(page, token);
    if (judged.kind !== 'open') throw new Error(judged.kind);
    access.hold(tag, 1, judged.token!);
  }
  over.add(ended);
  await clock.pass(2_100);
  expect(told.expired).toEqual([0]);
  expect((await access.judge(page, first)).kind).toBe('ended');
  expect((await access.judge(page, second)).kind).toBe('open');
  isAway = true;
  expect((await access.judge(page, first)).kind).toBe('open');
});
