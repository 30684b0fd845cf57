import { z } from 'zod';

/** What an API key may do. */
export const Scope = z.enum(['read', 'write', 'admin']);
export type Scope = z.infer<typeof Scope>;
