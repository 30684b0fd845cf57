import { benchStages } from './stages.ts';
import { benchWrites } from './writes.ts';

process.send!([...(await benchWrites()), ...(await benchStages())], () => process.exit());
