import type { ComponentStatus } from '@pharos/core/severity';
import type { View } from '@pharos/resources/view';
import type { Overall } from '../words/words.ts';
import { componentTone, impactTone, worstTone, type Tone } from './tones.ts';

/** The one line at the top, by the rule of `pageStatus`; and a page whose components all look well does not say so while somebody reports trouble. */
export function overallOf(view: View): { overall: Overall; tone: Tone } {
  const open = view.incidents.filter(({ status }) => status !== 'resolved');
  const statuses = view.components.map(({ status }) => status);
  const of = ofComponents(statuses);
  // The worst of both: what a responder says of the whole is not contradicted by what stands under it.
  const tone = worstTone([toneOf[of], ...open.map(({ impact }) => worstTone([impactTone[impact], 'minor']))]);
  if (of === 'good' && open.length > 0) return { overall: 'trouble', tone };
  return { overall: of === 'good' && statuses.length === 0 ? 'nothingReported' : of, tone };
}

const toneOf: Record<Overall, Tone> = {
  good: 'good',
  nothingReported: 'good',
  maintenance: 'maintenance',
  someDegraded: 'minor',
  allDegraded: 'minor',
  someOutage: 'minor',
  majorOutage: 'major',
  allOutage: 'critical',
  trouble: 'minor',
};

function ofComponents(statuses: ComponentStatus[]): Overall {
  const count = (status: ComponentStatus) => statuses.filter((each) => each === status).length;
  const all = (status: ComponentStatus) => statuses.length > 0 && count(status) === statuses.length;
  if (all('major_outage')) return 'allOutage';
  if (count('major_outage') > 0 || all('partial_outage')) return 'majorOutage';
  if (count('partial_outage') > 0) return 'someOutage';
  if (all('degraded_performance')) return 'allDegraded';
  if (count('degraded_performance') > 0) return 'someDegraded';
  return count('under_maintenance') > 0 ? 'maintenance' : 'good';
}

/** Components that are not well, the worst first. */
export function troubledParts({ components }: View): View['components'] {
  const rank: Tone[] = ['critical', 'major', 'minor', 'maintenance'];
  const troubled = components.filter(({ status }) => status !== 'operational');
  return troubled.sort((a, b) => rank.indexOf(componentTone[a.status]) - rank.indexOf(componentTone[b.status]));
}
