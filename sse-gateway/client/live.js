// Live status pages. Contract: docs/live.md.
/* oxlint-disable unicorn/require-post-message-target-origin -- a BroadcastChannel has none */
// What the page says when some show it, and when all do; from worst to best.
const states = [
  ['major_outage', 'major', 'Partial System Outage', 'critical', 'Major System Outage'],
  ['partial_outage', 'minor', 'Minor Service Outage', 'major', 'Partial System Outage'],
  ['degraded_performance', 'minor', 'Partially Degraded Service', 'minor', 'Degraded System Service'],
  ['under_maintenance', 'maintenance', 'Service Under Maintenance', 'maintenance', 'Service Under Maintenance'],
];

export function applyPatch(view, patch, version, at) {
  // What an older version made has no groups.
  const put = (name, key, turn = 1, now = patch[name] ?? []) => {
    const gone = new Set([...patch.removed, ...now.map(({ id }) => id)]);
    return [...(view[name] ?? []).filter(({ id }) => !gone.has(id)), ...now].sort((a, b) =>
      a[key] < b[key] ? -turn : a[key] > b[key] ? turn : a.id < b.id ? -1 : 1,
    );
  };
  const components = put('components', 'order');
  const is = (status) => components.filter((each) => each.status === status).length;
  const [name, ...words] = states.find(([status]) => is(status)) ?? ['', 'none', 'All Systems Operational'];
  const [indicator, description] = words.slice(name && is(name) === components.length ? 2 : 0);
  return {
    version,
    at,
    page: patch.page ?? view.page,
    status: { indicator, description },
    components,
    groups: put('groups', 'order'),
    incidents: put('incidents', 'startedAt', -1),
    maintenances: put('maintenances', 'startsAt'),
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
  const held = Object.entries(vector(a));
  // One that is whole stands for all earlier ones of its region.
  return Object.entries(vector(b)).every(([origin, seq]) =>
    held.some(([name, has]) => (name == origin ? has >= seq : has > 9e15 && name >>> 26 == origin >>> 26 && +name > origin)),
  );
};

export function live({ page, addresses, views, view, onView = () => {}, onState = () => {}, hiddenMs = 60000, fetch = globalThis.fetch }) {
  const name = `live:${page}`;
  const channel = new BroadcastChannel(name);
  // Who answered that there is no such page: a region may only be behind the others.
  const missing = new Set();
  let closer = new AbortController();
  let ended, leads, full, signal, timer, wake;
  let retry = 2000;
  let pollMs = 15000;
  let turn = 0;
  let told = {};

  const say = (state, freshness) => {
    told = { state, freshness, at: Date.now() };
    onState(told);
    if (leads) channel.postMessage({ told });
  };
  // False where each holds what the other lacks: put in its place, one would take something away.
  const show = (next, change) => {
    if (covers(view.version, next.version)) return true;
    if (!covers(next.version, view.version)) return false;
    view = next;
    onView(view, change);
    if (leads) channel.postMessage({ view, change });
    return true;
  };
  const pause = (ms) =>
    new Promise((done) => {
      wake = done;
      setTimeout(done, signal.aborted ? 0 : ms);
    });
  const stop = (isLast) => {
    ended ||= isLast;
    leads = false;
    closer.abort();
    wake?.();
  };
  const random = (times, most) => Math.random() * Math.min(most, 500 * 2 ** times);
  const take = async (least = view.version) => {
    for (let tries = 0; tries < 3 * views.length && !signal.aborted; tries++) {
      const isTaken = await fetch(views[tries % views.length], {
        cache: 'no-cache',
        signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]),
      })
        .then((answer) => answer.ok && answer.json())
        .then((taken) => taken && show(taken) && covers(view.version, least))
        .catch(() => {});
      if (isTaken) return true;
      await pause(random(tries, 2000));
    }
  };
  const on = {
    hello: (data) => {
      pollMs = data.pollMs ?? pollMs;
      full = data.full;
      if (full) return;
      missing.clear();
      say('live', 'fresh');
    },
    // Begun anew from the version that is shown, the stream brings both together.
    change: (data) => !show(applyPatch(view, data.patch, data.version, data.at), data),
    reset: async ({ version }) => {
      if (!(await take(version))) throw 0;
    },
  };
  // True when the stream had begun: the same address is good for the next one.
  const stream = async (address) => {
    const url = new URL(address, location.href);
    url.searchParams.set('after', view.version);
    const quiet = new AbortController();
    let begun,
      rest = '';
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), begun ? 40000 : 15000);
    };
    watch();
    try {
      const answer = await fetch(url, { headers: { accept: 'text/event-stream' }, signal: AbortSignal.any([signal, quiet.signal]) });
      if (answer.status === 404) missing.add(address);
      if (answer.status === 204 || missing.size === addresses.length) return stop(true);
      if (!answer.ok) return;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return begun;
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          const fields = Object.fromEntries(block.split('\n').map((line) => line.split(/: ?(.*)/)));
          retry = +fields.retry || retry;
          if (fields['']) say('live', fields[''].split(' ')[1]);
          const hear = on[fields.event];
          if (!hear) continue;
          if (await hear(JSON.parse(fields.data))) return true;
          begun = !full;
        }
        watch();
      }
    } catch {
      return begun && quiet.signal.aborted;
    } finally {
      clearTimeout(timer);
      quiet.abort();
    }
  };
  const lead = async () => {
    signal = closer.signal;
    leads = true;
    let fails = 0;
    say('connecting');
    while (!signal.aborted) {
      full = false;
      const good = (await stream(addresses[turn % addresses.length])) || signal.aborted;
      fails = good ? 0 : fails + 1;
      if (!good) turn++;
      let waitMs = full ? Math.max(retry, pollMs) : good ? retry : random(fails, fails > 1 ? pollMs : 2000);
      for (; waitMs > 0 && !signal.aborted; waitMs -= pollMs) {
        say(!full && fails < 2 ? 'connecting' : (await take()) ? 'polling' : 'offline', 'delayed');
        await pause(Math.min(waitMs, pollMs));
      }
    }
    say(ended ? 'ended' : 'paused');
  };
  const start = () => {
    closer = new AbortController();
    if (!navigator.locks) return void lead();
    navigator.locks.request(name, { signal: closer.signal }, lead).catch(() => {});
    channel.postMessage({ asks: view.version });
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
    else if (closer.signal.aborted && !ended) start();
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
      stop(true);
      document.removeEventListener('visibilitychange', look);
      channel.close();
    },
  };
}
