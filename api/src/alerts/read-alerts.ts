import { limits } from '@pharos/core/limits';
import { Problem } from '@pharos/core/problem';
import type { Format, Source } from '@pharos/resources/source/fields';
import type { z } from 'zod';
import { faultsOf } from '../faults.ts';
import { refuse } from '../write.ts';
import type { Alert } from './alert.ts';
import * as alertmanager from './formats/alertmanager.ts';
import * as datadog from './formats/datadog.ts';
import { generic } from './formats/generic.ts';
import * as opsgenie from './formats/opsgenie.ts';
import * as pagerduty from './formats/pagerduty.ts';
import * as sentry from './formats/sentry.ts';
import * as uptimeKuma from './formats/uptime-kuma.ts';

type Reader = (body: unknown, source: Pick<Source, 'mapping' | 'groupBy'>) => Alert[];

const ofAlertmanager: Reader = (body, { groupBy }) => alertmanager.alertmanager(shaped(alertmanager.Body, body), groupBy);

const readers: Record<Format, Reader> = {
  alertmanager: ofAlertmanager,
  grafana: ofAlertmanager,
  pagerduty: (body) => pagerduty.pagerduty(shaped(pagerduty.Body, body)),
  datadog: (body) => datadog.datadog(shaped(datadog.Body, body)),
  opsgenie: (body) => opsgenie.opsgenie(shaped(opsgenie.Body, body)),
  sentry: (body) => sentry.sentry(shaped(sentry.Body, body)),
  'uptime-kuma': (body) => uptimeKuma.uptimeKuma(shaped(uptimeKuma.Body, body)),
  generic: (body, { mapping }) => generic(body, mapping),
};

/** What was sent, as alerts; none, where it says nothing of one. Of the same alert the last word counts. Throws for what is not of this format. */
export function readAlerts(body: unknown, source: Pick<Source, 'format' | 'mapping' | 'groupBy'>): Alert[] {
  const alerts = new Map(readers[source.format](body, source).map((alert) => [alert.key, alert]));
  if (alerts.size <= limits.alertsPerRequestMax) return [...alerts.values()];
  throw new Problem(
    'too-large',
    `more than ${limits.alertsPerRequestMax} alerts in one request: let the sender group them, or send less at once`,
  );
}

function shaped<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw refuse(faultsOf(parsed.error.issues, body, schema));
}
