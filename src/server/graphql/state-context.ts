import type { QueryResultRow } from "pg";
import type { Context } from "../../../schema/context.ts";
import type { ReadStatement } from "../../database/read-rows.ts";
import { findPeople } from "../../model/find-people.ts";
import type { UserSnapshot } from "../../model/user.ts";
import type { ViewedProject } from "../../operations/list-projects.ts";
import { createLoaders, type Loaders } from "../../operations/loaders.ts";
import { NotVisibleError } from "../../operations/not-visible-error.ts";
import type { Reads } from "../../operations/reads.ts";

/**
 * The context of fields that all members of a project share. There is no viewer: a field that depends on one, or on
 * presence, fails instead of leaking. Collects the people whose snapshots were read.
 */
export class StateContext implements Context {
  readonly reads: Reads;
  readonly loaders: Loaders;
  readonly #project: ViewedProject;
  readonly #people = new Map<string, UserSnapshot>();

  /** Reads within the limits of `reads`. The viewer whose they are must be a member of the project. */
  constructor(reads: Reads, project: ViewedProject) {
    this.reads = watchRows(reads, (row) => findPeople(row, this.#people));
    const ofViewer = { presence: { read: refuse }, restoreDays: 0, viewerId: refuse, findProjects: refuse };
    this.loaders = createLoaders(this.reads, ofViewer);
    this.#project = {
      ...project,
      get viewerRole() {
        return refuse();
      },
    };
  }

  /** The people whose names stand in what was read. */
  get people(): readonly UserSnapshot[] {
    return [...this.#people.values()];
  }

  async requireProject(projectId: string): Promise<ViewedProject> {
    if (projectId !== this.#project.id) throw new NotVisibleError();
    return this.#project;
  }

  get viewer(): never {
    return refuse();
  }

  /** The viewer's own part of the query is executed as well, and asks for the scope. */
  get access(): null {
    return null;
  }

  get operation(): never {
    return refuse();
  }

  get webhooks(): never {
    return refuse();
  }

  readonly admitMutation = refuse;
  readonly admitAddress = refuse;
  readonly forgetReads = refuse;
  readonly firstPosition = refuse;
  readonly listProjects = refuse;
  readonly countProjects = refuse;
  readonly watchProject = refuse;
  readonly watchInbox = refuse;
  readonly focus = refuse;
  readonly inviteMember = refuse;
  readonly readChanges = refuse;
  readonly reportMutation = refuse;
}

function refuse(): never {
  throw new Error("A field that is marked ofState depends on the viewer.");
}

function watchRows(reads: Reads, onRow: (row: object) => void): Reads {
  return {
    async query<Row extends QueryResultRow>(statement: ReadStatement) {
      const result = await reads.query<Row>(statement);
      result.rows.forEach(onRow);
      return result;
    },
  };
}
