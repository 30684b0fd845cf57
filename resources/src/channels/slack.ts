import { hookAddress } from './hook-address.ts';

// Incoming webhooks; those of workflows (`/triggers/`) take only what their author has named.
export const slackAddress = hookAddress({
  brand: 'Slack',
  column: 'slack',
  example: 'https://hooks.slack.com/services/T…/B…/…',
  hosts: /^hooks\.slack(?:-gov)?\.com$/,
  path: /^\/services\/T\w+\/B\w+\/\w+$/,
  secret: ({ pathname }) => pathname.split('/').at(-1)!,
});
