import type { Metrics } from '@pharos/core/metrics';
import type { Engine } from './engine/engine.ts';
import type { Hub } from './feed/hub.ts';

export function shedCounter(metrics: Metrics) {
  return metrics.counter('live_shed_total', 'Readers sent away with a time to come back, by the reason', ['why']);
}

/** What those who watch a gateway want to see at a glance; read when they ask. */
export function watchEngine(metrics: Metrics, engine: Engine, hub: Hub): void {
  const watch = (name: string, help: string, read: () => number) => {
    const gauge = metrics.gauge(name, help) as ReturnType<Metrics['gauge']> & { collect?: () => void };
    gauge.collect = () => gauge.set(read());
  };
  watch('readers', 'Readers held now', () => engine.stats().readers);
  watch('reader_connections', 'Sockets held now, readers and others', () => engine.stats().connections);
  watch('readers_behind', 'Readers that cannot take more just now', () => engine.stats().blocked);
  watch(
    'readers_reset',
    'Readers that fell behind the ring and were told to take the View again, since the start',
    () => engine.stats().resets,
  );
  watch('readers_dropped', 'Readers closed because they did not read, since the start', () => engine.stats().dropped);
  watch('readers_turned_away', 'Connections beyond the limit of sockets, told to poll, since the start', () => engine.stats().turnedAway);
  watch('readers_of_busiest_thread', 'Readers on the thread that has most', () => Math.max(...engine.stats().threads));
  watch('frames_merged', 'Frames that left together with an earlier one in one send, since the start', () => engine.stats().merged);
  watch('live_feeds', 'Pages followed on the bus', () => hub.feeds());
}
