import type { Experiment } from '../experiment.ts';
import { asVerbs } from './as-verbs.ts';

// A drill brings up a world of its own, and takes a minute or two.
const drillTimeoutS = 600;
const verbTimeoutS = 60;
const pageTimeoutS = 10;
const regions = ['us', 'eu', 'ap'];
// A region that was away has come level by then.
const settleS = 5;

/** A drill as an experiment of the Chaos Toolkit: for whoever schedules, journals and reports with it. */
export function toolkitOf(experiment: Experiment): unknown {
  const { name, title, hypothesis, breaks, runbook } = experiment;
  const verbs = asVerbs[name];
  return {
    version: '1.0.0',
    title,
    description: `Breaks ${breaks}. Runbook: ${runbook}`,
    tags: ['pharos', verbs ? 'running-lab' : 'own-world'],
    contributions: { reliability: 'high', availability: 'high' },
    ...(verbs ? ofRunningLab(hypothesis, verbs) : ofOwnWorld(hypothesis, name)),
  };
}

function ofRunningLab(hypothesis: string, { does, pauseS, undoes }: (typeof asVerbs)[string]) {
  return {
    configuration: Object.fromEntries(
      regions.map((region, at) => [
        `page_${region}`,
        { type: 'env', key: `PHAROS_PAGE_${region.toUpperCase()}`, default: `http://127.0.0.1:${7100 + at * 100}/demo` },
      ]),
    ),
    'steady-state-hypothesis': {
      title: hypothesis,
      probes: regions.map((region) => ({
        type: 'probe',
        name: `the page is served in ${region}`,
        tolerance: 200,
        provider: { type: 'http', url: `\${page_${region}}`, timeout: pageTimeoutS },
      })),
    },
    method: does.map((words, at) => ({ ...action(words), ...(at === does.length - 1 && { pauses: { after: pauseS } }) })),
    rollbacks: undoes.map((words, at) => ({ ...action(words), ...(at === undoes.length - 1 && { pauses: { after: settleS } }) })),
  };
}

function ofOwnWorld(hypothesis: string, name: string) {
  return {
    // The drill breaks and judges by itself: it is asked once, whether every promise was kept.
    runtime: { hypothesis: { strategy: 'after-method-only' } },
    'steady-state-hypothesis': {
      title: hypothesis,
      probes: [
        {
          type: 'probe',
          name: 'the drill, in a world of its own, keeps every promise',
          tolerance: 0,
          provider: { type: 'process', path: 'npm', arguments: ['run', '--silent', 'lab', '--', 'drill', name], timeout: drillTimeoutS },
        },
      ],
    },
    method: [],
    rollbacks: [],
  };
}

function action(words: string) {
  return {
    type: 'action',
    name: words,
    provider: { type: 'process', path: 'npm', arguments: ['run', '--silent', 'lab', '--', ...words.split(' ')], timeout: verbTimeoutS },
  };
}
