import { connectCache } from "../../../client/apollo/adapter/connect-cache.ts";
import { createLockstepLink } from "../../../client/apollo/adapter/lockstep-link.ts";

/** The adapter as an app uses it, without the documents. */
export const adapter = { connectCache, createLockstepLink };
