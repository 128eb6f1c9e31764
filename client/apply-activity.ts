import type { ApolloCache } from "@apollo/client";
import type { ProjectEvent } from "./project-view.ts";

/**
 * Brings a cache of `lockstepCache()` to the state right after an event, as the kit's own subscription selects it. What
 * was applied before, or is older than the snapshot, changes nothing. `projectId` is needed for `Ready` and presence,
 * which do not carry it.
 */
export declare function applyActivity(cache: ApolloCache, event: ProjectEvent, projectId?: string): void;
