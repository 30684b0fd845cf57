import { describe } from 'vitest';
import { ledgerContract } from './ledger-contract.ts';
import { createMemoryLedger } from './memory-ledger.ts';

describe('in memory', () => {
  ledgerContract(async () => createMemoryLedger());
});
