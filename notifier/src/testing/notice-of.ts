import type { Looks } from '../looks.ts';
import { noticeIn, plainLooks, type Notice } from '../channels/notice.ts';

/** Something that was told, for tests: an incident that has just begun. */
export function noticeOf(title: string, body = '', pageName = 'Acme', looks: Partial<Looks> = {}, language: string | null = null): Notice {
  const page = '0190a000-0000-7000-8000-000000000002';
  const said = {
    id: '0190a000-0000-7000-8000-000000000001',
    page,
    pageName,
    url: `https://status.example/p/${page}`,
    at: '2026-11-21T08:00:00.000Z',
    fact: {
      type: 'incident-updated',
      incident: '0190a000-0000-7000-8000-000000000003',
      update: '0190a000-0000-7000-8000-000000000001',
      title,
      status: 'investigating',
      impact: 'major',
      body,
      opened: true,
    },
  } as const;
  return noticeIn(said, { ...plainLooks, ...looks }, language);
}
