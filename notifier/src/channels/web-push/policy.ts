import { chatPolicy } from '../chat/policy.ts';
import { hourMs, type Policy } from '../policy.ts';

/** A browser: what wakes a telephone half a day later is read on the page by then. The worker knows a message again by its tag. */
export const webPushPolicy: Policy = { ...chatPolicy, patienceMs: 6 * hourMs, isKnownById: true };
