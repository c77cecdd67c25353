/** Console contract: passkeys, in the JSON that browsers make of them (WebAuthn level 3). */
import { z } from 'zod';
import { contract, done, none, nothing, reads, undo } from './route.ts';

const part = z.string().max(20_000);
const credential = {
  id: z.string().max(1400),
  rawId: z.string().max(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional(),
  clientExtensionResults: z.object({}),
};
/** How a browser reaches the device that has the passkey. */
const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);

/** What a passkey answers when somebody signs in. */
export const passkeyAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: part,
    authenticatorData: part,
    signature: part,
    userHandle: z.string().max(200).optional(),
  }),
});
const made = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: part,
    attestationObject: part,
    transports: z.array(transport).max(10).catch([]).optional(),
  }),
});
/** Options for `navigator.credentials`; the console hands them on as they are. */
const passkeyOptions = z.custom<object>((value) => typeof value === 'object' && value !== null);

const name = z.string().max(200);
export const passkey = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.number(),
  usedAt: z.number().nullable(),
});
export type Passkey = z.infer<typeof passkey>;

export const passkeyRoutes = {
  /** `here`: the hub has an address at which browsers make passkeys: a name, and TLS. */
  list: reads('/session/passkeys', 'self', z.object({ here: z.boolean(), data: z.array(passkey) })),
  begin: contract({
    method: 'POST',
    path: '/session/passkeys/begin',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: z.object({ options: passkeyOptions }),
  }),
  /** `recovery`: codes that are shown once, when this is the first second factor. */
  add: contract({
    method: 'POST',
    path: '/session/passkeys',
    right: 'self',
    fresh: true,
    reversal: undo('passkeys.remove'),
    input: z.object({ name, response: made }),
    answer: z.object({ recovery: z.array(z.string()).nullable() }),
  }),
  rename: contract({
    method: 'PUT',
    path: '/session/passkeys/:id',
    right: 'self',
    reversal: undo('passkeys.rename'),
    input: z.object({ name }),
    answer: done,
  }),
  remove: contract({
    method: 'DELETE',
    path: '/session/passkeys/:id',
    right: 'self',
    fresh: true,
    reversal: undo('passkeys.add'),
    input: nothing,
    answer: done,
  }),
};
