import { writeFields } from '../../crdt-sync/src/document/registers.ts';
import { round, type Line } from './measure.ts';

/** How large documents become: a component that flaps for years in three regions, an incident of a hundred updates. */
export function benchSizes(): Line[] {
  let component: Uint8Array = new Uint8Array();
  let hlc = 0;
  for (let incarnation = 0; incarnation < 20; incarnation++) {
    for (let flap = 0; flap < 500; flap++) {
      for (const region of [1, 2, 3]) {
        hlc += 1;
        const stamp = { origin: region * 2 ** 26 + incarnation + 1, region, hlc };
        component = writeFields(component, { status: flap % 2 === 0 ? 'operational' : 'major_outage' }, stamp).state;
        if (flap % 100 === 0) component = writeFields(component, { name: `API ${hlc}` }, { ...stamp, hlc: (hlc += 1) }).state;
      }
    }
  }
  const incident = (updates: number) => {
    let state: Uint8Array = new Uint8Array();
    const start = performance.now();
    for (let at = 1; at <= updates; at++) {
      const entry = {
        status: 'identified',
        impact: 'major',
        body: 'x'.repeat(200),
        at: '2030-01-01T00:00:00.000Z',
        seen: { 1: at },
        components: {},
      };
      state = writeFields(
        state,
        { [`u/0198c0de-0000-7000-8000-${String(at).padStart(12, '0')}`]: entry },
        { origin: 2 ** 26 + 1, region: 1, hlc: at },
      ).state;
    }
    return { kb: state.length / 1_024, writeMs: (performance.now() - start) / updates };
  };
  const [twenty, hundred] = [incident(20), incident(100)];
  return [
    {
      what: 'component after 30,000 flaps, 3 regions, 60 incarnations',
      demand: '<= 4 KB',
      measured: `${round(component.length / 1_024)} KB`,
      isMet: component.length <= 4_096,
    },
    {
      what: 'incident of 20 / 100 updates of 200 characters',
      demand: '<= 8 / 40 KB, <= 1 ms a write',
      measured: `${round(twenty.kb)} / ${round(hundred.kb)} KB, ${round(hundred.writeMs)} ms`,
      isMet: twenty.kb <= 8 && hundred.kb <= 40 && hundred.writeMs <= 1,
    },
  ];
}
