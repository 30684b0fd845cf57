import type { Sql } from '@pharos/core/outside/postgres';
import { statuspageNotice, type StatuspageNotice } from './channels/webhook/statuspage.ts';
import { isItsOwnFault } from './ledger/set-aside.ts';
import type { LookedAt, NoticeLooks, Region } from './region.ts';

/** How a notice looks, in all shapes in which somebody is told it. */
export interface Looks extends NoticeLooks {
  /** For webhooks that were written for Statuspage; left out where the page has none. */
  statuspage?: StatuspageNotice;
}

export type ReadLooks = (asked: LookedAt[]) => Promise<Map<string, Looks>>;

export interface LooksOptions {
  sql: Sql;
  region: Pick<Region, 'readNoticeLooks' | 'readPagesInShape' | 'readView'>;
  pagesUrl: string;
  /** A page that cannot be told in such a shape: its receivers are told in ours, and all others as ever. */
  onFault(error: unknown, page: string): void;
}

/** Reads how notices look, all in a few statements; and pages as a whole only where somebody is told in a shape that says so much. */
export function createLooks({ sql, region, pagesUrl, onFault }: LooksOptions): ReadLooks {
  const addStatuspage = async (page: string, asked: LookedAt[], looks: Map<string, Looks>) => {
    const view = await region.readView(sql, page);
    for (const { notice, thing } of view ? asked : []) {
      const seen = looks.get(notice);
      const told = thing !== null && seen && statuspageNotice(view!, thing, pageUrlOf(page, seen, pagesUrl));
      if (told) seen.statuspage = told;
    }
  };
  return async (asked) => {
    const looks: Map<string, Looks> = await region.readNoticeLooks(sql, asked);
    const pages = [...new Set(asked.flatMap(({ page, thing }) => (thing === null ? [] : [page])))];
    for (const page of await region.readPagesInShape(sql, pages, 'statuspage')) {
      try {
        const ofPage = asked.filter((each) => each.page === page);
        await addStatuspage(page, ofPage, looks);
      } catch (error) {
        if (!isItsOwnFault(error)) throw error;
        onFault(error, page);
      }
    }
    return looks;
  };
}

/** Where a page is read: under its own name, once that is proved. */
export function pageUrlOf(page: string, { host }: Pick<NoticeLooks, 'host'>, pagesUrl: string): string {
  return host === null ? `${pagesUrl}/p/${page}` : `https://${host}`;
}
