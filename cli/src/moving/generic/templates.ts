/** What is printed for whoever fills in a file by hand: each is read as it is. */
export const templates: Record<string, string> = {
  'components.csv': `id,name,description,group,status,startDate,onlyShowIfDegraded
api,API,For programs,Core,operational,2024-01-01,
web,Web shop,,,operational,,yes
`,
  'incidents.csv': `id,title,impact,startedAt,resolvedAt,components,body
1,Slow answers,major,2024-03-01 10:00,2024-03-01 12:00,api;web,
2,Mails came late,minor,2024-05-04T08:00:00+02:00,2024-05-04T09:30:00+02:00,,"A queue was full. One without updates says here what there is to say."
`,
  'updates.csv': `id,incident,at,status,body,components
,1,2024-03-01 10:05,investigating,We look into it.,api=major_outage;web=degraded_performance
,1,2024-03-01 11:00,monitoring,"A disk was changed, we watch it.",api=degraded_performance
,1,2024-03-01 12:00,resolved,All is well again.,
`,
  'maintenances.csv': `id,title,startsAt,endsAt,status,components,body
1,New disks,2024-06-01 22:00,2024-06-02 02:00,completed,api,Orders are taken as ever.
`,
  'subscribers.csv': `address,channel,components,state,proof
ada@example.com,email,,active,"signed up on 2023-02-01, order 1234"
+491701234567,sms,api;web,active,
https://example.com/hook,webhook,,active,
eve@example.com,email,,ended,
`,
  json: `${JSON.stringify(
    {
      page: { name: 'Acme', slug: 'acme', timeZone: 'Europe/Berlin', about: 'How our services are.' },
      groups: [{ id: 'core', name: 'Core', description: 'What all need' }],
      components: [
        { id: 'api', name: 'API', groupId: 'core', status: 'operational' },
        {
          id: 'web',
          name: 'Web shop',
          past: [{ from: '2024-04-01T10:00:00Z', to: '2024-04-01T10:20:00Z', status: 'partial_outage' }],
        },
      ],
      incidents: [
        {
          id: 1,
          title: 'Slow answers',
          impact: 'major',
          startedAt: '2024-03-01T10:00:00Z',
          resolvedAt: '2024-03-01T12:00:00Z',
          postmortem: 'A disk was full.',
          updates: [
            {
              id: 1,
              status: 'investigating',
              body: 'We look into it.',
              at: '2024-03-01T10:05:00Z',
              components: [{ id: 'api', status: 'major_outage' }],
            },
            { id: 2, status: 'resolved', body: 'All is well again.', at: '2024-03-01T12:00:00Z' },
          ],
        },
      ],
      maintenances: [
        {
          id: 1,
          title: 'New disks',
          body: 'Orders are taken as ever.',
          startsAt: '2024-06-01T20:00:00Z',
          endsAt: '2024-06-02T00:00:00Z',
          status: 'completed',
          components: ['api'],
        },
      ],
      metrics: [{ id: 1, name: 'Answers', unit: 'ms', public: true, points: [{ at: '2024-06-01T00:00:00Z', value: 42 }] }],
      subscribers: [
        { address: 'ada@example.com', channel: 'email', components: [], state: 'active', proof: 'signed up on 2023-02-01' },
        { address: '+491701234567', channel: 'sms', components: ['api'] },
      ],
    },
    undefined,
    2,
  )}\n`,
};
