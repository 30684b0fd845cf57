import { hookAddress } from './hook-address.ts';

// Workflows (Power Automate, on hosts of its own or of Logic Apps), and the connectors that they take the place of.
const workflow = /^\/(?:workflows|powerautomate\/automations\/direct\/workflows)\/[\w-]+\/triggers\/[\w-]+\/paths\/invoke\/?$/;
const connector = /^\/webhookb2\/[\w@-]+\/IncomingWebhook\/\w+\/[\w-]+(?:\/[\w-]+)?$/;

export const teamsAddress = hookAddress({
  brand: 'Microsoft Teams',
  column: 'teams',
  example: 'https://….api.powerplatform.com/powerautomate/automations/direct/workflows/…/triggers/manual/paths/invoke?…',
  hosts: /^[a-z0-9.-]+\.(?:webhook\.office\.com|logic\.azure\.(?:com|us)|api\.powerplatform\.(?:com|us))$/,
  path: new RegExp(`${workflow.source}|${connector.source}`),
  query: { needed: [], kept: 'all' },
  secret: ({ pathname, searchParams }) => searchParams.get('sig') ?? pathname.split('/').at(-1)!,
});
