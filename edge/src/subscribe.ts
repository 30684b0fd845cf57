import { Channel } from '@pharos/core/channel';
import { z } from 'zod';
import type { Asked } from './render/subscribe.ts';
import type { Upstreams } from './upstreams.ts';

export const Form = z.object({
  channel: Channel,
  address: z.string().trim().min(1).max(2_000),
  components: z.array(z.uuid()).max(200),
});
export type Form = z.infer<typeof Form>;

export type Subscribed = { kind: 'accepted' } | { kind: 'wrong'; why: string } | { kind: 'unavailable' };

const Told = z.object({
  title: z.string().optional(),
  detail: z.string().optional(),
  fields: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What a visitor typed, and what is wrong with it in words for them. */
export function readForm(data: FormData): { asked: Asked; form?: Form } {
  const text = (name: string) => {
    const value = data.get(name);
    return typeof value === 'string' ? value : '';
  };
  const asked = askedIn(text);
  const components = data.getAll('component').filter((id) => typeof id === 'string');
  const form = Form.safeParse({ ...asked, address: tidy(asked), components });
  return form.success ? { asked, form: form.data } : { asked };
}

/**
 * Each channel has a field of its own. Where a browser shows all of them, what is chosen may have been left as it was: then the one field
 * that holds something says what is meant. Programs send `channel` and `address`.
 */
function askedIn(text: (name: string) => string): Asked {
  const channel = text('channel');
  const filled = Channel.options.filter((each) => text(`address-${each}`).trim() !== '');
  const meant = text(`address-${channel}`).trim() === '' && filled.length === 1 ? filled[0]! : channel;
  const address = text(`address-${meant}`) || text('address');
  return { channel: meant, address: address.slice(0, 2_000) };
}

/** Hands the wish to the first region that answers. */
export async function subscribe(
  upstreams: Upstreams,
  page: string,
  wish: Form & { language: string },
  credentials: Record<string, string>,
): Promise<Subscribed> {
  const answer = await upstreams.ask(`/v1/pages/${page}/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentials },
    body: JSON.stringify(wish),
  });
  if (!answer) return { kind: 'unavailable' };
  if (answer.response.ok) return { kind: 'accepted' };
  const told = Told.safeParse(await answer.response.json().catch(() => ({}))).data;
  const why = told?.fields?.map(({ message }) => message).join('; ') || told?.detail || told?.title;
  return { kind: 'wrong', why: why ?? 'This address was not accepted.' };
}

// People write phone numbers with spaces, dashes and brackets; the world's form has none.
function tidy({ channel, address }: Asked): string {
  return channel === 'sms' ? address.replace(/[\s().-]/g, '').replace(/^00/, '+') : address.trim();
}
