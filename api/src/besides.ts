import { z } from '@hono/zod-openapi';
import { Problem } from '@pharos/core/problem';
import { shownBytesMax } from '@pharos/region/reading/updates';
import { countRecords } from '@pharos/region/reading/records';
import { countGroups, readSaid } from '@pharos/region/reading/groups';
import { countComponents, missingComponents } from '@pharos/region/reading/pages';
import { readOrganisation } from '@pharos/region/reading/organisations';
import { missingIncidents, readUpdateBytes } from '@pharos/region/reading/incidents';
import { limits } from '@pharos/core/limits';
import { faultOfMove } from '@pharos/resources/group/place';
import type { Resource } from '@pharos/resources/define-resource';
import type { Change, ChangeOf } from '@pharos/resources/registry';
import { whoseOf } from './caller.ts';
import { requireClaimable } from './claims.ts';
import type { Deps } from './env.ts';
import { keyBesides } from './key-besides.ts';
import { noComponent } from './routes/subscriptions.ts';
import { areasOf, type Beside, type Besides } from './mount.ts';
import { refuse } from './write.ts';

type Named = { [Type in Change['type']]?: Beside<ChangeOf<Type>> };

/** What routes do beside their verbs. A verb that is not named here needs nothing. */
export function besidesOf(deps: Deps, resources: readonly Resource[]): Besides {
  const { reads } = deps;
  const requireOrganisation = async (id: string | null): Promise<string | null> => {
    if (id !== null && !(await reads((sql) => readOrganisation(sql, id)))) throw new Problem('not-found', 'there is no such organisation');
    return id;
  };
  const named: Named = {
    'create-component': {
      before: ({ page, component }) =>
        requireRoom(
          'components',
          limits.componentsPerPageMax,
          reads((sql) => countComponents(sql, page, component)),
        ),
    },
    'create-group': {
      before: async ({ page, group, parent }) => {
        await requireRoom(
          'groups',
          limits.groupsPerPageMax,
          reads((sql) => countGroups(sql, page, group)),
        );
        await requirePlace(deps, page, undefined, parent);
      },
    },
    'edit-group': {
      before: ({ page, group, parent }) => requirePlace(deps, page, group, parent),
    },
    'open-incident': { before: (asked) => requireRelated(deps, asked) },
    'edit-incident': { before: (asked) => requireRelated(deps, asked) },
    'edit-subscription': {
      before: async ({ page, components = [] }) => {
        const [unknown] = await reads((sql) => missingComponents(sql, page, components));
        if (unknown !== undefined) throw noComponent(components.indexOf(unknown), unknown);
      },
    },
    'edit-page': {
      before: ({ page, slug, domain }) => requireClaimable(deps, page, { slug, domain }),
      // Who is answered that it is hidden finds it nowhere in the region as it was.
      after: async ({ page, private: isPrivate, visibility = 'public' }) => {
        if (isPrivate === true || visibility !== 'public') await deps.answers.hide(page);
        return {};
      },
      // What was typed goes no further than this: not into the log, and not into the documents.
      fill: async ({ password }) => {
        if (password === undefined) return { fields: {} };
        return { fields: { password: undefined, passwordHash: password === null ? null : await deps.passwords.hash(password) } };
      },
    },
    'post-update': {
      after: ({ incident }) => noticeOf(deps, incident),
      answer: { notice: z.string().optional().describe('What the writer should know about how it is shown') },
    },
    ...keyBesides(deps, areasOf(resources)),
    'create-page': {
      fill: async ({ organisation = null }, c) => {
        const own = whoseOf(c).organisation;
        if (own !== null && organisation !== null && organisation !== own) throw new Problem('not-found', 'there is no such organisation');
        return { fields: { organisation: await requireOrganisation(own ?? organisation) } };
      },
    },
    'edit-organisation': {
      before: async ({ organisation }, c) => {
        const { page, organisation: own } = whoseOf(c);
        if (page !== null || (own !== null && own !== organisation)) throw new Problem('not-found', 'there is no such organisation');
      },
    },
  };
  return new Map<string, Beside>([
    ...Object.entries(named as Record<string, Beside>),
    ...resources.flatMap((each) => besideFlat(deps, each)),
  ]);
}

function besideFlat({ reads }: Deps, { kind, flat }: Resource): [string, Beside][] {
  if (!flat) return [];
  const before = ({ page, [kind]: made }: { page: string } & Record<string, string>) =>
    requireRoom(
      flat.many,
      flat.perPageMax,
      reads((sql) => countRecords(sql, kind, page, made!)),
    );
  return [[`create-${kind}`, { before }]];
}

// Soft: two regions, out of touch, may each add the last one.
async function requireRoom(many: string, max: number, counted: Promise<number>): Promise<void> {
  if ((await counted) >= max) throw new Problem('conflict', `a page has at most ${max} ${many}: remove one first`);
}

// Soft as well: who reads them passes over a circle that two closed at once.
async function requirePlace({ reads }: Deps, page: string, group: string | undefined, parent: string | null | undefined): Promise<void> {
  if (!parent) return;
  const fault = faultOfMove(await reads((sql) => readSaid(sql, [page])), group, parent);
  if (fault) throw new Problem('invalid', fault, { fields: [{ path: 'parent', message: fault }] });
}

// Soft, too: readers are shown those that are there.
async function requireRelated({ reads }: Deps, asked: { page: string; incident: string; related?: string[] | undefined }): Promise<void> {
  const { page, incident, related = [] } = asked;
  if (related.length === 0) return;
  const missing = new Set(await reads((sql) => missingIncidents(sql, page, related)));
  const faults = related.flatMap((id, at) => {
    const message = id === incident ? 'is the incident itself' : missing.has(id) ? 'is no incident of this page' : undefined;
    return message === undefined ? [] : [{ path: `related.${at}`, message }];
  });
  if (faults.length > 0) throw refuse(faults);
}

/** For whoever writes more than the page shows. It is written whatever happens here. */
async function noticeOf({ reads }: Deps, incident: string): Promise<Record<string, string>> {
  const bytes = await reads((sql) => readUpdateBytes(sql, incident)).catch(() => 0);
  if (bytes <= shownBytesMax) return {};
  return { notice: `the updates of this incident are longer than ${shownBytesMax} bytes: the page shows the newest of them only` };
}
