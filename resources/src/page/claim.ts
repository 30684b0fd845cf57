import { z } from 'zod';
import { Moment, Uuid } from '../field-values.ts';
import { entries, type Fold } from '../fold.ts';

export const Claim = z.object({ at: Moment });

export interface SlugDoc {
  /** The page with the smallest claim (hlc, region): every region that knows the same claims names the same page. */
  owner: string;
  hlc: number;
  region: number;
  /** Every member region has recorded the owner's claim, so that no smaller one can come. */
  confirmed: boolean;
  claimants: string[];
}

/** The same of a domain: both are names that one page can have. */
export function readSlugDoc(fold: Fold): SlugDoc | undefined {
  const claims = entries(Claim, fold, 'claim', Uuid);
  const first = claims[0];
  if (!first) return undefined;
  return {
    owner: first.id,
    hlc: first.register.hlc,
    region: first.register.region,
    confirmed: fold.get('confirmed')?.value === first.id,
    claimants: claims.map(({ id }) => id),
  };
}

/** What a page is shown under while another page holds the slug it asked for. */
export function spareSlug(slug: string, page: string): string {
  return `${slug.slice(0, 58)}-${page.replaceAll('-', '').slice(-4)}`;
}
