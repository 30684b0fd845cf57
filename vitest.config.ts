import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Waiting for something to become true has the time that a busy machine needs; what must be quick is measured by its test.
const shared = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 30_000 } } };
const realServers = { ...shared, testTimeout: 180_000, globalSetup: ['core/src/testing/postgres-for-tests.ts'] };

// These put something else in the place of a module: nobody else is to meet it.
const apart = ['api/test/new-resource.test.ts'];

// Unit tests sit beside the source and open no socket; system tests bring up real servers; browser tests a real Chromium.
export default defineConfig({
  test: {
    // A worker keeps what it has loaded from file to file: to load it anew each time takes a minute of a run.
    // One group after the other: what is measured in one is not disturbed by the next.
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          isolate: false,
          include: [
            '*/src/**/*.test.ts',
            '*/client/**/*.test.ts',
            'console/app/**/*.test.ts',
            'clients/*/src/**/*.test.ts',
            'proof/**/*.test.ts',
            'setup/{backup,region}/*.test.ts',
            'test/{tidy,guides}.test.ts',
            'deploy/grafana/src/*.test.ts',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...realServers,
          name: 'system',
          isolate: false,
          include: ['{*,clients/*}/test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...apart],
          // Half of a system test is waiting for servers: a third one has the processors meanwhile.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The edge's own tests once more, on the runtime of workers: another world stands in the place of theirs.
        resolve: {
          alias: [
            { find: /^.*\/test\/edge-world\.ts$/, replacement: fileURLToPath(new URL('edge/test/workerd-world.ts', import.meta.url)) },
          ],
        },
        test: {
          ...shared,
          name: 'workerd',
          include: [
            'edge/src/{app,documents,settings,statuspage,strangers,unlock}.test.ts',
            'edge/src/{render/graphs,picture/picture}.test.ts',
          ],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...realServers,
          name: 'apart',
          maxWorkers: 3,
          include: apart,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...realServers,
          name: 'browser',
          isolate: false,
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 240_000,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
