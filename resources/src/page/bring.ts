import { Id } from '@pharos/core/id';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { byRegister, type Fold, type Json } from '../fold.ts';
import { seenHere, updatePrefix } from '../incident/brought.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, requirePage, type Plan } from '../plan.ts';

/**
 * A document of a page, or a part of one, as another installation had it: under the same id, with the same words. What is there already
 * stays: done again, it is done; and what people have changed here since is not undone. It is not asked for over HTTP: whoever brings
 * a whole page has looked at each field (`brought.ts`).
 */
export const bringDocument = defineVerb({
  schema: z.object({
    type: z.literal('bring-document'),
    page: Id,
    kind: z.string(),
    name: Id,
    fields: z.record(z.string(), z.json()),
    /** Of updates of an incident: the last one that its writer had seen. */
    lastSeen: z.record(z.string(), z.string()).default({}),
    /** Components that it says something of. */
    components: z.array(Id),
    /** These were said after all else: they are said once more, where that is not so here. */
    isAgain: z.boolean(),
    isText: z.boolean(),
    isPublic: z.boolean(),
  }),
  about: ({ kind, name, page }) => docRef(kind, name, page),
  makes: true,
  components: ({ components }) => components,
  plan: (asked, input): Plan => {
    requirePage(input);
    const ref = docRef(asked.kind, asked.name, asked.page);
    const fold = input.fold(ref);
    const told: Omit<Plan, 'writes'> = { facts: asked.isPublic ? [{ type: 'page-changed' }] : [], notify: null };
    if (asked.isText) {
      const text = asked.fields['text'];
      const isThere = fold.get('text')?.value;
      const edited = isThere || typeof text !== 'string' ? undefined : input.editText(ref, { text });
      return edited ? { writes: [{ ref, text: edited }], ...told } : alreadyDone;
    }
    const all = Object.entries(asked.fields as Record<string, Json>);
    const missing = asked.isAgain ? all.filter(([name, value]) => isBehind(fold, name, value)) : all.filter(([name]) => !fold.has(name));
    if (missing.length === 0) return alreadyDone;
    const isIncident = asked.kind === 'incident';
    const said = missing.map(([name, value]) => {
      return [name, isIncident && name.startsWith(updatePrefix) ? seenHere(value, asked.lastSeen[name], fold) : value] as const;
    });
    return { writes: [{ ref, fields: Object.fromEntries(said) }], ...told };
  },
});

/** It says this, and an update came later. */
function isBehind(fold: Fold, name: string, value: Json): boolean {
  const said = fold.get(name);
  if (said === undefined || JSON.stringify(said.value) !== JSON.stringify(value)) return false;
  return [...fold].some(([other, register]) => other.startsWith(updatePrefix) && byRegister(register, said) > 0);
}
