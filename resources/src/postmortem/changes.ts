import { Id } from '@pharos/core/id';
import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import { LongText } from '@pharos/core/texts';
import { z } from 'zod';
import { defineVerb } from '../define-resource.ts';
import { BadDocument } from '../fold.ts';
import { requireIncident } from '../incident/require.ts';
import { docRef } from '../kind.ts';
import { alreadyDone, type TextEdit } from '../plan.ts';

// A browser's own document in base64: its text, and what Yjs notes beside it.
const updateCharsMax = 131_072;

const Asked = z.object({
  type: z.literal('edit-postmortem'),
  page: Id,
  incident: Id,
  text: LongText.optional().describe('The whole text as it should be, in Markdown; what differs from `base` is changed'),
  base: LongText.optional().describe('The text it was made from: what others have changed since stays. Without it, the text as it is here'),
  update: z
    .base64()
    .min(1)
    .max(updateCharsMax)
    .optional()
    .describe('Instead of a text: a Yjs update in base64, written under the `client` that was given'),
  published: z.boolean().optional(),
});

const textOf = ({ incident, page }: { incident: string; page: string }) => docRef('text', incident, page);

/** The text is a document of its own, so that several can write it at once; whether it is shown is a field of the incident. */
export const editPostmortem = defineVerb({
  schema: Asked,
  door: {
    method: 'patch',
    path: '/v1/pages/{page}/incidents/{incident}/postmortem',
    needs: 'write',
    done: 'Changed; what others wrote meanwhile is kept',
    explained: 'Send the text as it should be, or an update of the Yjs document; `published` decides whether visitors see it.',
  },
  about: ({ incident, page }) => docRef('incident', incident, page),
  locks: (asked) => [textOf(asked)],
  mayMake: (asked) => [textOf(asked)],
  plan: (asked, input) => {
    const { ref, incident } = requireIncident(asked, input);
    if (incident.deleted) throw new Problem('conflict', 'the incident was removed: restore it first');
    const text = textOf(asked);
    const edit = editOf(asked);
    const edited = edit && safely(() => input.editText(text, edit));
    if (edited && edited.text.length > limits.textMax)
      throw new Problem('too-large', `the text would have ${edited.text.length} characters: at most ${limits.textMax}`);
    const isPublishing = asked.published !== undefined && asked.published !== incident.postmortem;
    if (!edited && !isPublishing) return alreadyDone;
    return {
      writes: [
        ...(isPublishing ? [{ ref, fields: { postmortem: asked.published! } }] : []),
        ...(edited ? [{ ref: text, text: edited }] : []),
      ],
      facts: [{ type: 'incident-edited', incident: asked.incident }],
      notify: null,
    };
  },
});

function editOf({ text, base, update, published }: z.infer<typeof Asked>): TextEdit | undefined {
  if (text !== undefined && update !== undefined) throw new Problem('invalid', 'send a text or an update, not both');
  if (base !== undefined && text === undefined) throw new Problem('invalid', '`base` goes with `text`: it is what the text was made from');
  if (update !== undefined) return { delta: Buffer.from(update, 'base64') };
  if (text !== undefined) return { text, base };
  if (published === undefined) throw new Problem('invalid', 'send `text`, `update` or `published`');
  return undefined;
}

function safely<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BadDocument)) throw error;
    if (error.reason === 'pending')
      throw new Problem('conflict', 'the update builds on text that is not here yet: read it again, and send it once more');
    throw new Problem('invalid', `the update is not one of this text: ${error.message}`, {
      fields: [{ path: 'update', message: error.reason }],
    });
  }
}
