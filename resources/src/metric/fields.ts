import { Description, lineOf, Name } from '@pharos/core/texts';
import { z } from 'zod';
import { Order } from '../component/fields.ts';

const unitMax = 20;
const decimalsMax = 6;

export const fields = {
  name: Name,
  description: Description.default(''),
  unit: lineOf(unitMax).optional().describe('What stands behind the number: `ms`, `%`'),
  decimals: z.number().int().min(0).max(decimalsMax).default(2).describe('So many digits are shown behind the point'),
  public: z.boolean().default(false).describe('Its points are read without a key'),
  order: Order.default('V').describe('A fractional index'),
};
