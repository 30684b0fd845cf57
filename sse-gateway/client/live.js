// Live status pages. Contract: docs/live.md.
/* oxlint-disable unicorn/require-post-message-target-origin -- a BroadcastChannel has none */
const by =
  (key, turn = 1) =>
  (a, b) =>
    a[key] < b[key] ? -turn : a[key] > b[key] ? turn : a.id < b.id ? -1 : 1;
const outages = [
  ['major_outage', 'critical', 'Major System Outage', 'major', 'Partial System Outage'],
  ['partial_outage', 'major', 'Partial System Outage', 'minor', 'Minor Service Outage'],
  ['degraded_performance', 'minor', 'Degraded System Service', 'minor', 'Partially Degraded Service'],
  ['under_maintenance', 'maintenance', 'Service Under Maintenance', 'maintenance', 'Service Under Maintenance'],
];

export function applyPatch(view, patch, version, at) {
  const put = (name, order) => {
    const gone = new Set([...patch.removed, ...patch[name].map(({ id }) => id)]);
    return [...view[name].filter(({ id }) => !gone.has(id)), ...patch[name]].sort(order);
  };
  const components = put('components', by('order'));
  const is = (status) => components.filter((each) => each.status === status).length;
  const [name, all, allText, some, someText] = outages.find(([status]) => is(status)) ?? [];
  const [indicator, description] = !name
    ? ['none', 'All Systems Operational']
    : is(name) === components.length
      ? [all, allText]
      : [some, someText];
  return {
    version,
    at,
    page: patch.page ?? view.page,
    status: { indicator, description },
    components,
    incidents: put('incidents', by('startedAt', -1)),
    maintenances: put('maintenances', by('startsAt')),
  };
}

const vector = (text) => {
  const bytes = atob(text.slice(3).replace(/-/g, '+').replace(/_/g, '/'));
  const vector = {};
  let at = 0;
  const next = () => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = bytes.charCodeAt(at++);
      value += (byte & 127) * scale;
      if (!(byte > 127)) return value;
    }
  };
  while (at < bytes.length) vector[next()] = next();
  return vector;
};
export const covers = (a, b) => {
  const held = vector(a);
  return Object.entries(vector(b)).every(([origin, seq]) => held[origin] >= seq);
};

export function live({ page, addresses, views, view, onView = () => {}, onState = () => {}, hiddenMs = 60000, fetch = globalThis.fetch }) {
  const name = `live:${page}`;
  const channel = new BroadcastChannel(name);
  let closer = new AbortController();
  const life = { ended: false };
  let leads, retry, timer, wake;
  let pollMs = 15000;
  let turn = 0;
  let told = {};

  const say = (state, freshness) => {
    told = { state, freshness, at: Date.now() };
    onState(told);
    if (leads) channel.postMessage({ told });
  };
  const show = (next, change) => {
    if (next.version === view.version || !covers(next.version, view.version)) return;
    view = next;
    onView(view, change);
    if (leads) channel.postMessage({ view, change });
  };
  const pause = (ms) =>
    new Promise((done) => {
      wake = done;
      setTimeout(done, ms);
    });
  const take = async (least = view.version) => {
    for (let tries = 0; tries < 3 * views.length; tries++) {
      const answer = await fetch(views[tries % views.length], { cache: 'no-cache', signal: AbortSignal.timeout(5000) }).catch(() => {});
      const taken = answer?.ok && (await answer.json().catch(() => {}));
      if (taken) show(taken);
      if (taken && covers(view.version, least)) return true;
      await pause(300 * Math.random() * 2 ** tries);
    }
  };
  const on = {
    hello: (data) => {
      pollMs = data.pollMs ?? pollMs;
      if (data.full) throw 0;
      say('live', 'fresh');
    },
    change: (data) => show(applyPatch(view, data.patch, data.version, data.at), data),
    reset: async ({ version }) => {
      if (!(await take(version))) throw 0;
    },
  };
  // True when the stream had begun: the same address is good for the next one.
  const stream = async (address, signal) => {
    const url = new URL(address, location.href);
    url.searchParams.set('after', view.version);
    const quiet = new AbortController();
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), 40000);
    };
    watch();
    let begun,
      rest = '';
    try {
      const answer = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: AbortSignal.any([signal, quiet.signal]) });
      if ([204, 404].includes(answer.status)) return (life.ended = true);
      if (!answer.ok) return;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return begun;
        watch();
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const field = (key) => block.match(new RegExp(`^${key}: ?(.*)$`, 'm'))?.[1];
          retry = +field('retry') || retry;
          if (block[0] === ':') say('live', block.split(' ')[2]);
          const event = field('event');
          if (!on[event]) continue;
          await on[event](JSON.parse(field('data')));
          begun = true;
        }
      }
    } catch {
      return begun && quiet.signal.aborted;
    } finally {
      clearTimeout(timer);
      quiet.abort();
    }
  };
  const lead = async () => {
    leads = true;
    const { signal } = closer;
    let fails = 0;
    say('connecting');
    while (!life.ended && !signal.aborted) {
      const good = await stream(addresses[turn % addresses.length], signal);
      if (life.ended || signal.aborted) break;
      fails = good ? 0 : fails + 1;
      if (!good) turn++;
      say(fails < 2 ? 'connecting' : (await take()) ? 'polling' : 'offline', 'delayed');
      await pause(good ? retry : Math.random() * Math.min(fails > 1 ? pollMs : 2000, 500 * 2 ** fails));
    }
    leads = false;
    say(life.ended ? 'ended' : 'paused');
  };
  const start = () => {
    closer = new AbortController();
    if (!navigator.locks) return void lead();
    navigator.locks.request(name, { signal: closer.signal }, lead).catch(() => {});
    channel.postMessage({ asks: view.version });
  };
  const stop = () => {
    closer.abort();
    wake?.();
  };
  channel.addEventListener('message', ({ data }) => {
    if (data.view) show(data.view, data.change);
    if (data.told && !leads) onState((told = data.told));
    if (data.asks && leads) channel.postMessage({ view, told });
  });
  let hiding;
  const look = () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(stop, hiddenMs);
    else if (closer.signal.aborted && !life.ended) start();
    else wake?.();
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', () => wake?.());
  start();
  return {
    get view() {
      return view;
    },
    close() {
      life.ended = true;
      stop();
      document.removeEventListener('visibilitychange', look);
      channel.close();
    },
  };
}
