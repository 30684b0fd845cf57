import { describe } from 'vitest';
import { createMemoryLedger } from '../notifier-model/memory-ledger.ts';
import { createMemoryTellings } from '../notifier-model/memory-tellings.ts';
import { tellingsContract } from './tellings-contract.ts';

describe('in memory', () => {
  tellingsContract(async () => {
    const tellings = createMemoryTellings(Date.now);
    return {
      tellings,
      ledger: createMemoryLedger(tellings),
      addJob: async (job) => void tellings.jobs.set(job.update, job),
      begin: tellings.begin,
      takeDue: async (region, now) => tellings.takeDue(region, now),
      takenOver: async (region) => tellings.takenOver(region),
    };
  });
});
