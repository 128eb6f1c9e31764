import type { ProjectView } from "./project-view.ts";
import type { WatchProjectOptions } from "./watch-project.ts";

/** The project's view as of now, from the Apollo client above; it is watched as long as the component is mounted. */
export declare function useProject(projectId: string, options?: WatchProjectOptions): ProjectView;
