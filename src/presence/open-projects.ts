import type { UserSnapshot } from "../model/user.ts";
import type { PresenceWatch } from "./presence.ts";
import { ProjectPresence } from "./project-presence.ts";

export interface OpenProjectsOptions {
  /** Milliseconds that a user is still shown after the last tab is gone. */
  readonly grace: number;
  readonly onOpen?: (projectId: string) => void;
  readonly onOwnChange: (projectId: string, project: ProjectPresence) => void;
  readonly onClose?: (projectId: string) => void;
}

/** The projects in which somebody is present on this instance or which somebody watches here. */
export class OpenProjects {
  readonly #options: OpenProjectsOptions;
  readonly #projects = new Map<string, ProjectPresence>();

  constructor(options: OpenProjectsOptions) {
    this.#options = options;
  }

  get(projectId: string): ProjectPresence | undefined {
    return this.#projects.get(projectId);
  }

  ids(): Iterable<string> {
    return this.#projects.keys();
  }

  join(projectId: string, user: UserSnapshot): () => void {
    return this.#open(projectId).join(user);
  }

  list(projectId: string): readonly UserSnapshot[] {
    return this.#projects.get(projectId)?.list() ?? [];
  }

  watch(projectId: string, onChange: () => void): PresenceWatch {
    return this.#open(projectId).watch(onChange);
  }

  /** Ends what is left of timers; who joined and watched stays as it is and hears nothing any more. */
  close(): void {
    for (const project of this.#projects.values()) project.close();
  }

  #open(projectId: string): ProjectPresence {
    const open = this.#projects.get(projectId);
    if (open) return open;
    const project = new ProjectPresence({
      grace: this.#options.grace,
      onOwnChange: () => this.#options.onOwnChange(projectId, project),
      onIdle: () => {
        if (this.#projects.get(projectId) !== project) return;
        this.#projects.delete(projectId);
        this.#options.onClose?.(projectId);
      },
    });
    this.#projects.set(projectId, project);
    this.#options.onOpen?.(projectId);
    return project;
  }
}
