import { z } from 'zod';
import { AccountFields, ApiKeyFields } from './access-doc.ts';
import { ComponentFields } from './component-doc.ts';
import { IncidentEdit, IncidentEntry, IncidentFields } from './incident-doc.ts';
import type { DocKind } from './kind.ts';
import { MaintenanceEntry, MaintenanceFields } from './maintenance-doc.ts';
import { MemberEntry } from './members-doc.ts';
import { PageFields } from './page-doc.ts';
import type { Fold } from './registers.ts';
import { Claim } from './slug-doc.ts';
import { SubscriptionFields } from './subscription-doc.ts';

interface Fields {
  plain: z.ZodObject;
  /** Of lists, by what stands before the slash. */
  lists?: Record<string, z.ZodObject>;
}

const claims: Fields = { plain: z.object({ confirmed: z.string() }), lists: { claim: Claim } };

const fieldsOfKind: Record<DocKind, Fields> = {
  page: { plain: PageFields },
  component: { plain: ComponentFields },
  incident: { plain: IncidentFields, lists: { u: IncidentEntry, b: IncidentEdit } },
  maintenance: { plain: MaintenanceFields, lists: { u: MaintenanceEntry } },
  subscription: { plain: SubscriptionFields },
  account: { plain: AccountFields },
  apikey: { plain: ApiKeyFields },
  slug: claims,
  domain: claims,
  members: { plain: z.object({}), lists: { m: MemberEntry } },
  text: { plain: z.object({ text: z.string() }) },
};

/**
 * Does a document say something that this version does not know? What it does know is shown all the same, but the tables lack
 * the rest: the version that knows it has to fold the document once more.
 */
export function saysMore(kind: DocKind, fold: Fold): boolean {
  const { plain, lists = {} } = fieldsOfKind[kind];
  for (const [name, { value }] of fold) {
    const slash = name.indexOf('/');
    if (slash < 0) {
      const field = plain.shape[name];
      if (!field || hasUnknownKeys(field, value)) return true;
    } else {
      const entry = lists[name.slice(0, slash)];
      if (!entry || hasUnknownKeys(entry, value)) return true;
    }
  }
  return false;
}

function hasUnknownKeys(schema: unknown, value: unknown): boolean {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, each]) => !(key in schema.shape) || hasUnknownKeys(schema.shape[key], each));
}
