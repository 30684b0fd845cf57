import { defineResource } from '../define-resource.ts';
import {
  addPasskey,
  beginSession,
  editPerson,
  endAllSessions,
  endSession,
  removePasskey,
  renamePasskey,
  setPassword,
  setRecovery,
  setTotp,
  useSignInLink,
} from './changes.ts';
import { PasskeyEntry, PersonFields, readPersonDoc, SessionEntry, SubjectEntry } from './fields.ts';

/** Somebody who signs in, known by their address, and how they show who they are. What they may do is said by their seats. */
export const person = defineResource({
  kind: 'person',
  fields: PersonFields,
  lists: { s: SessionEntry, k: PasskeyEntry, o: SubjectEntry },
  staysHere: true,
  secrets: ['password', 'totp', 'totpStep', 'recovery', 'k', 'o'],
  tables: [['person', 'id']],
  row: (fold) => {
    const doc = readPersonDoc(fold);
    if (!doc) return undefined;
    const { email, name, createdAt, ...proofs } = doc;
    return { email, name, createdAt, proofs };
  },
  verbs: [
    beginSession,
    useSignInLink,
    endSession,
    endAllSessions,
    editPerson,
    setPassword,
    setTotp,
    setRecovery,
    addPasskey,
    removePasskey,
    renamePasskey,
  ],
});
