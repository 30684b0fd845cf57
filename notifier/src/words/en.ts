import { statesIn } from '@pharos/core/state-words';
import type { Words } from './words.ts';

export const words = {
  tag: 'en-GB',
  dir: 'ltr',
  status: {
    ...statesIn.en.incident,
    scheduled: 'Scheduled maintenance',
    in_progress: 'Maintenance in progress',
    verifying: 'Verifying maintenance',
    completed: 'Maintenance completed',
  },
  impact: { none: 'none', minor: 'minor', major: 'major', critical: 'critical' },
  component: statesIn.en.component,
  impactIs: 'Impact',
  affectedAre: 'Affected',
  postedAt: 'Posted',
  statusPage: 'Status page',
  openPage: 'See it on the status page',
  because: 'You get this because you subscribed to {name}.',
  unsubscribe: 'Unsubscribe',
  unsubscribeRoom: 'Unsubscribe this channel',
  question: {
    badge: 'One step left',
    title: 'Confirm your subscription to {name}',
    text: 'Somebody, probably you, asked for news from {name}.',
    here: 'To get them, confirm here:',
    ignore: 'If it was not you, do nothing: you will not hear from us again.',
    confirm: 'Confirm',
    sms: '{name}: confirm your alerts at {url} - not you? Ignore this.',
    room: 'Updates from {name} in this channel?',
    roomText:
      'Somebody asked for news from {name} in this channel. To get them, confirm. If it was nobody here, do nothing: this is the only message.',
    push: 'You are told here when something happens.',
  },
  links: {
    askConfirm: {
      title: 'Get these updates?',
      text: 'One click, and we tell you when something happens. You can leave at any time.',
      button: 'Yes, confirm',
    },
    confirmed: { title: 'You are in', text: 'From now on we tell you when something happens.' },
    askLeave: {
      title: 'Stop these updates?',
      text: 'One click, and we send you nothing more for this subscription.',
      button: 'Unsubscribe',
    },
    left: { title: 'You have left', text: 'We send you nothing more for this subscription.' },
    gone: { title: 'This subscription has ended', text: 'To get updates again, subscribe once more on the status page.' },
    away: { title: 'Not yet', text: 'We could not save this just now. Please try again in a minute.' },
    wrong: { title: 'This link leads nowhere', text: 'It may have been cut off in the message: copy all of it, and try again.' },
  },
} satisfies Words;
