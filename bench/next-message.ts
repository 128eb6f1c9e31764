import { openLockstepAudience } from "./lockstep-audience.ts";
import type { Services } from "./services.ts";

/** A `next` message of Lockstep for a task that was updated, selected by the contract's document. */
export interface NextMessage {
  readonly payload: { readonly data: { readonly projectActivity: object }; readonly extensions: object };
}

/** Message for the peers, so that all carry the same. */
export async function receiveNextMessage(services: Services): Promise<NextMessage> {
  const audience = await openLockstepAudience(services, { projects: 1, subscribersEach: 1 });
  try {
    await audience.publish([0]);
    return JSON.parse(await audience.sample()) as NextMessage;
  } finally {
    await audience.close();
  }
}
