/** The rules of the house as functions over source text, so that each can be shown to catch what it forbids. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Who may import whom. Everything that is not listed is forbidden. */
const arrows: Record<string, string[]> = {
  core: [],
  resources: ['core'],
  region: ['core', 'resources'],
  'crdt-sync': ['core', 'resources', 'region'],
  api: ['core', 'resources', 'region', 'crdt-sync'],
  'sse-gateway': ['core', 'resources', 'region'],
  notifier: ['core', 'resources', 'region'],
  edge: ['core', 'resources', 'sse-gateway/client'],
  console: ['core', 'edge/colours.css'],
  cli: ['core', 'resources/channels/addresses', 'resources/component/status-days', 'resources/metric/brought', 'console/client'],
  lab: ['core', 'resources', 'region', 'crdt-sync', 'api', 'sse-gateway', 'notifier', 'edge', 'console', 'cli/world'],
  chaos: ['core', 'lab'],
  clients: [],
};

/** Each library has one door: only files under it may import the library. */
const doors: { library: RegExp; door: RegExp }[] = [
  { library: /^(yjs|lib0)(\/|$)/, door: /^crdt-sync\/src\/document\// },
  { library: /^(postgres|ioredis|@nats-io\/.*)$/, door: /^core\/src\/outside\// },
  { library: /^@opentelemetry\//, door: /^core\/src\/outside\/traces-otlp/ },
  { library: /^@aws-sdk\/client-s3$/, door: /^core\/src\/outside\// },
  { library: /^(@aws-sdk\/(?!client-s3$).*|@sendgrid\/.*|twilio(\/.*)?|telnyx(\/.*)?)$/, door: /^notifier\/src\/channels\// },
  { library: /^koffi$/, door: /^(sse-gateway\/src\/engine|proof\/live-bench|lab\/src\/crowd)\// },
];

// A launcher asks its server whether it is up, by the server's own client.
const doorExceptions = new Set(['core/src/launch/launch-postgres.ts postgres']);

const linesMax = 300;

export function faultsOf(file: SourceFile): string[] {
  return [...arrowFaults(file), ...doorFaults(file), ...sizeFaults(file), ...switchedOffTests(file)];
}

/** Where two branches were put together and somebody was still to choose between them. */
export function mergeFaults({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').entries();
  return [...lines].filter(([, line]) => /^(?:<{7}|>{7}) /.test(line)).map(([at]) => `${path}:${at + 1}: a merge was left here`);
}

/** Every alert names a runbook, and the runbook is there. */
export function alertFaults(alerts: SourceFile[], runbooks: Set<string>): string[] {
  return alerts.flatMap(({ path, text }) => {
    const rules = text.split(/^\s*- alert:/m).slice(1);
    return rules.flatMap((rule) => {
      const name = rule.trim().split(/\s/)[0]!;
      const runbook = /runbook(?:_url)?:\s*\S*?([\w-]+\.md)/.exec(rule)?.[1];
      if (!runbook) return [`${path}: alert ${name} names no runbook`];
      return runbooks.has(runbook) ? [] : [`${path}: alert ${name} names ${runbook}, which is not in runbooks/`];
    });
  });
}

// Prometheus' own, and the parts of a histogram.
const foreignMetrics = new Set(['up']);

/** Every metric that an alert asks for is one that our code has, or one that a rule records. */
export function metricFaults(alerts: SourceFile[], sources: SourceFile[]): string[] {
  const code = sources.map(({ text }) => text).join('\n');
  return alerts.flatMap(({ path, text }) => {
    const recorded = new Set([...text.matchAll(/^\s*(?:- )?record:\s*(\S+)$/gm)].map(([, name]) => name!));
    return expressionsOf(text).flatMap((expression) =>
      metricsOf(expression).flatMap((name) => {
        const metric = name.replace(/_(?:bucket|count|sum)$/, '');
        const isThere = foreignMetrics.has(metric) || recorded.has(name) || code.includes(`'${metric}'`);
        return isThere ? [] : [`${path}: nothing measures ${metric}`];
      }),
    );
  });
}

/** The same of what a page tells people to look at: whatever is named as only metrics are. */
export function namedMetricFaults(pages: SourceFile[], sources: SourceFile[]): string[] {
  const code = sources.map(({ text }) => text).join('\n');
  return pages.flatMap(({ path, text }) =>
    [...new Set(text.match(/\b[a-z]+(?:_[a-z]+)*_(?:total|seconds|bytes)(?:_bucket|_count|_sum)?\b/g))].flatMap((name) => {
      const metric = name.replace(/_(?:bucket|count|sum)$/, '');
      return code.includes(`'${metric}'`) ? [] : [`${path}: nothing measures ${metric}`];
    }),
  );
}

/** Every limit of a histogram that an alert asks for is one that ours have: another one is never there, and its alert never fires. */
export function bucketFaults(alerts: SourceFile[], buckets: Set<string>): string[] {
  return alerts.flatMap(({ path, text }) =>
    expressionsOf(text).flatMap((expression) =>
      [...expression.matchAll(/\ble="([^"]*)"/g)].flatMap(([, le]) => (buckets.has(le!) ? [] : [`${path}: no histogram has le="${le}"`])),
    ),
  );
}

// On the line of its name, or on deeper ones below it.
function expressionsOf(rules: string): string[] {
  return [...rules.matchAll(/^(\s*)expr:\s*(?:>-\n((?:\1 +.*\n?)+)|(.+)$)/gm)].map(([, , folded, line]) => (folded ?? line!).trim());
}

function metricsOf(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|on|without)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b(?:up|[a-z]+(?:_[a-z]+)+|[a-z]+(?::\w+)+)\b(?!\s*\()/g)].map(([name]) => name);
}

export function importsOf(text: string): string[] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^'"\n;]*?(?:from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|\}\s*from\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

function arrowFaults({ path, text }: SourceFile): string[] {
  const from = path.split('/')[0]!;
  const allowed = arrows[from];
  // Tests, and what is started beside the packages, meet everything.
  if (!allowed || isTest(path)) return [];
  return importsOf(text).flatMap((target) => {
    const sibling = siblingOf(path, target);
    if (!sibling || sibling.name === from) return [];
    const isAllowed = allowed.some((each) => each === sibling.name || each === `${sibling.name}/${sibling.rest}`);
    if (!isAllowed) return [`${path}: ${from} may not import ${sibling.name}`];
    return target.startsWith('.') ? [`${path}: ask for a door in ${sibling.name}'s package.json instead of ${target}`] : [];
  });
}

function siblingOf(path: string, target: string): { name: string; rest: string } | undefined {
  const named = /^@pharos\/([^/]+)\/?(.*)$/.exec(target);
  if (named) return { name: named[1]!, rest: named[2]! };
  if (!target.startsWith('.')) return undefined;
  const resolved = new URL(target, `file:///${path}`).pathname.slice(1);
  const [name, ...rest] = resolved.split('/');
  return name !== undefined && Object.hasOwn(arrows, name) ? { name, rest: rest.join('/') } : undefined;
}

function doorFaults({ path, text }: SourceFile): string[] {
  if (isTest(path)) return [];
  return importsOf(text).flatMap((target) => {
    const closed = doors.find(({ library, door }) => library.test(target) && !door.test(path));
    return closed && !doorExceptions.has(`${path} ${target}`)
      ? [`${path}: ${target} comes in by another door (${closed.door.source})`]
      : [];
  });
}

function sizeFaults({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length;
  // Nobody reads what is made of something else.
  const isMade = path.endsWith('/operations.d.ts') || path === 'clients/typescript/src/operations.ts';
  return lines > linesMax && !isTest(path) && !isMade
    ? [`${path}: ${lines} lines; a file is one noun or one verb, at most ${linesMax}`]
    : [];
}

function switchedOffTests({ path, text }: SourceFile): string[] {
  return isTest(path) && /\b(it|test|describe)\.(skip|only|todo|fails)\b/.test(text) ? [`${path}: a test is switched off`] : [];
}

function isTest(path: string): boolean {
  return /\.test\.ts$|\/test\/|^test\//.test(path);
}
