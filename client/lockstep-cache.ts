import type { InMemoryCache, InMemoryCacheConfig } from "@apollo/client";

/** A cache for this schema. `typePolicies` of the app's own are taken beside the kit's. */
export declare function lockstepCache(options?: InMemoryCacheConfig): InMemoryCache;
