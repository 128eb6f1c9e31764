import type { ApolloClient } from "@apollo/client";
import type { Observable } from "rxjs";
import type { ProjectView } from "./project-view.ts";

export interface WatchProjectOptions {
  /** Whether the viewer is shown to others as present; true by default. */
  readonly announce?: boolean;
}

/**
 * Follows a project: all pages of its snapshot, then every change as it happens, applied to the client's cache. Emits
 * the view at once and at each change of it; completes once it has ended, and never fails. Whoever watches the same
 * project with the same client and options shares one subscription; it ends with the last of them.
 */
export declare function watchProject(
  client: ApolloClient,
  projectId: string,
  options?: WatchProjectOptions,
): Observable<ProjectView>;
