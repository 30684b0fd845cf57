import { benchWrites } from './writes.ts';

process.send!(await benchWrites(), () => process.exit());
