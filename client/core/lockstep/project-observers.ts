import { callSafely } from "../listeners.ts";
import type { ObservedProject } from "./lockstep.ts";

type OnOpen = (project: ObservedProject) => () => void;

/** Tells observers which projects are open. Each gets a handle of its own, which keeps nothing open. */
export class ProjectObservers {
  /** Ids of the projects that other handles have open, once for each handle. */
  readonly #opened: string[] = [];
  /** Endings of what each has open, by the project's id. */
  readonly #observers = new Map<Map<string, () => void>, OnOpen>();
  readonly #createHandle: (projectId: string) => ObservedProject;

  constructor(createHandle: (projectId: string) => ObservedProject) {
    this.#createHandle = createHandle;
  }

  observe(onOpen: OnOpen): () => void {
    const endings = new Map<string, () => void>();
    this.#observers.set(endings, onOpen);
    this.#tell();
    return () => {
      for (const end of endings.values()) end();
      endings.clear();
      this.#observers.delete(endings);
    };
  }

  opened(projectId: string): void {
    this.#opened.push(projectId);
    this.#tell();
  }

  closed(projectId: string): void {
    this.#opened.splice(this.#opened.indexOf(projectId), 1);
    this.#tell();
  }

  #tell(): void {
    for (const [endings, onOpen] of [...this.#observers]) {
      for (const [projectId, end] of endings) {
        if (!this.#opened.includes(projectId) && endings.delete(projectId)) end();
      }
      for (const projectId of [...this.#opened]) {
        if (endings.has(projectId) || !this.#observers.has(endings)) continue;
        const handle = this.#createHandle(projectId);
        let end: (() => void) | undefined;
        // Known before the observer is called: it may open and close projects itself.
        endings.set(projectId, () => {
          if (end) callSafely(end);
          handle.close();
        });
        end = callSafely(() => onOpen(handle));
        if (end && !endings.has(projectId)) callSafely(end);
      }
    }
  }
}
