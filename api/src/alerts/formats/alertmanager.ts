import { z } from 'zod';
import { alertOf, type Alert } from '../alert.ts';

const Words = z.record(z.string(), z.unknown()).default({});
const One = z.object({
  status: z.string(),
  labels: Words,
  annotations: Words,
  fingerprint: z.string().optional(),
});
/** Version 4 of Alertmanager's webhook; Grafana sends the same, and a title of its own. */
export const Body = z.object({
  status: z.string(),
  groupKey: z.string().optional(),
  title: z.string().optional(),
  message: z.string().optional(),
  groupLabels: Words,
  commonLabels: Words,
  commonAnnotations: Words,
  alerts: z.array(One),
});

export function alertmanager(body: z.infer<typeof Body>, groupBy: 'alert' | 'group'): Alert[] {
  if (groupBy === 'group' && body.groupKey !== undefined) {
    const { commonLabels, commonAnnotations: said } = body;
    const labels = { ...body.groupLabels, ...commonLabels };
    const title = said['summary'] ?? labels['alertname'] ?? body.title;
    return [alertOf({ key: body.groupKey, isFiring: body.status === 'firing', title, text: said['description'] ?? body.message, labels })];
  }
  return body.alerts.map(({ status, labels, annotations: said, fingerprint }) =>
    alertOf({
      // Without a fingerprint an alert is its labels, which is what a fingerprint is made of.
      key: fingerprint ?? JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))),
      isFiring: status === 'firing',
      title: said['summary'] ?? labels['alertname'],
      text: said['description'] ?? said['message'],
      labels,
    }),
  );
}
