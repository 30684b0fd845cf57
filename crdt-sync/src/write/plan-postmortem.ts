import { limits, type ChangeOf } from '@pharos/core/change';
import { Problem } from '@pharos/core/problem';
import { docRef } from '../document/kind.ts';
import { BadDocument } from '../document/registers.ts';
import { editText, type TextEdit } from '../document/text-doc.ts';
import { requireIncident } from './plan-incident.ts';
import { alreadyDone, type Plan, type PlanInput } from './plan.ts';

/** The text is a document of its own, so that several can write it at once; whether it is shown is a field of the incident. */
export function planPostmortem(change: ChangeOf<'edit-postmortem'>, input: PlanInput): Plan {
  const { ref, incident } = requireIncident(change, input);
  if (incident.deleted) throw new Problem('conflict', 'the incident was removed: restore it first');
  const text = docRef('text', change.incident, change.page);
  const edit = editOf(change);
  const edited = edit && safely(() => editText(input.state(text), edit, input.origin));
  if (edited && edited.text.length > limits.textMax)
    throw new Problem('too-large', `the text would have ${edited.text.length} characters: at most ${limits.textMax}`);
  const isPublishing = change.published !== undefined && change.published !== incident.postmortem;
  if (!edited && !isPublishing) return alreadyDone;
  return {
    writes: [
      ...(isPublishing ? [{ ref, fields: { postmortem: change.published! } }] : []),
      ...(edited ? [{ ref: text, made: edited }] : []),
    ],
    facts: [{ type: 'incident-edited', incident: change.incident }],
    notify: null,
  };
}

function editOf({ text, base, update, published }: ChangeOf<'edit-postmortem'>): TextEdit | undefined {
  if (text !== undefined && update !== undefined) throw new Problem('invalid', 'send a text or an update, not both');
  if (base !== undefined && text === undefined) throw new Problem('invalid', '`base` goes with `text`: it is what the text was made from');
  if (update !== undefined) return { update: Buffer.from(update, 'base64') };
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
