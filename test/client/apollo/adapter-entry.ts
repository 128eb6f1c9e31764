import { connectCache } from "../../../client/apollo/connect-cache.ts";
import { createLockstepLink } from "../../../client/apollo/lockstep-link.ts";

/** The adapter as an app uses it, without the documents. */
export const adapter = { connectCache, createLockstepLink };
