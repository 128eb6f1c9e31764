import type { Lockstep, ProjectHandle } from "../core/lockstep/lockstep.ts";

/** Milliseconds for which a project stays open without users: views are taken down and put up again. */
const lingerTime = 1_000;

/** Lives as long as a project is open. */
interface Companion {
  close(): void;
}

type MakeCompanion<C extends Companion = Companion> = (handle: ProjectHandle, lockstep: Lockstep) => C;

interface OpenProject {
  readonly handle: ProjectHandle;
  users: number;
  /** Companions by the functions that made them. */
  readonly companions: Map<MakeCompanion, Companion>;
  timer?: ReturnType<typeof setTimeout>;
}

/** Projects that the components below a provider use. Each is opened once, however many use it. */
export class OpenProjects {
  readonly lockstep: Lockstep;
  readonly #open = new Map<string, OpenProject>();

  constructor(lockstep: Lockstep) {
    this.lockstep = lockstep;
  }

  /** Returns the project if it is open. Opens nothing, so it can be called while rendering. */
  find(projectId: string): ProjectHandle | undefined {
    return this.#open.get(projectId)?.handle;
  }

  /** Returns the project for an action. Throws when no mounted component uses it. */
  require(projectId: string): ProjectHandle {
    const handle = this.find(projectId);
    if (!handle) throw new Error("The project is not open. Mount a component that uses it.");
    return handle;
  }

  /** Keeps the project open until the function that it returns is called. `start` returns the end of the use. */
  use(projectId: string, start: (handle: ProjectHandle) => () => void): () => void {
    const project: OpenProject = this.#open.get(projectId) ?? {
      ...{ handle: this.lockstep.project(projectId), users: 0, companions: new Map() },
    };
    clearTimeout(project.timer);
    project.users += 1;
    this.#open.set(projectId, project);
    const end = start(project.handle);
    return () => {
      end();
      project.users -= 1;
      if (project.users === 0) project.timer = setTimeout(() => this.#close(project), lingerTime);
    };
  }

  /** Returns the companion that `make` makes, once for an open project. It is closed with the project. */
  findCompanion<C extends Companion>(projectId: string, make: MakeCompanion<C>): C | undefined {
    const project = this.#open.get(projectId);
    if (!project) return undefined;
    const companion = project.companions.get(make) ?? make(project.handle, this.lockstep);
    project.companions.set(make, companion);
    return companion as C;
  }

  #close({ handle, companions }: OpenProject): void {
    this.#open.delete(handle.projectId);
    for (const companion of companions.values()) companion.close();
    handle.close();
  }
}
