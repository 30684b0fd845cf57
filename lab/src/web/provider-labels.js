// What providers are called by those who look at the lab and at its mailbox.
export const labels = {
  ses: 'Amazon SES',
  sendgrid: 'SendGrid',
  twilio: 'Twilio',
  telnyx: 'Telnyx',
  webhooks: 'Webhooks',
  slack: 'Slack',
  teams: 'Teams',
  discord: 'Discord',
  googlechat: 'Google Chat',
  push: 'Web push',
};
