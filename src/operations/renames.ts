import type { Pool } from "pg";
import { type NoticeProject, noticeProject } from "../model/notices.ts";

/** A project has another name. It is told to those who listen, and stored nowhere. */
export interface ProjectRenamed {
  readonly type: "ProjectRenamed";
  readonly project: NoticeProject;
}

/** Kind of the hints that tell of renamed projects on a person's channel. */
const hintKind = "renamed";

export interface RenamesOptions {
  readonly pool: Pool;
  /** Sends a hint to every instance that follows the person. Never throws. */
  readonly sendHint: (personId: string, kind: string, text: string) => void;
}

/** A moment of a person's renames. The next one is linked to it, so that who follows is a place, never a queue. */
interface Moment {
  next: (Moment & { readonly event: ProjectRenamed }) | null;
}

interface Followed {
  moment: Moment;
  readonly listeners: Set<() => void>;
}

/** Tells the members of a project that it was renamed. Best effort: who is not told sees the name at the next read. */
export class Renames {
  readonly #options: RenamesOptions;
  readonly #followed = new Map<string, Followed>();

  constructor(options: RenamesOptions) {
    this.#options = options;
  }

  /** Tells the members on all instances, later. Never throws. */
  tell(project: NoticeProject): void {
    const { pool, sendHint } = this.#options;
    const { id, name } = project;
    pool
      .query<{ id: string }>({
        name: "rename-members",
        text: "SELECT user_id AS id FROM memberships WHERE project_id = $1",
        values: [id],
      })
      .then(({ rows }) => {
        for (const member of rows) sendHint(member.id, hintKind, JSON.stringify({ id, name }));
      })
      .catch(() => undefined);
  }

  /** To be called with every hint on a person's channel. */
  hear(personId: string, kind: string, text: string): void {
    const followed = this.#followed.get(personId);
    if (!followed || kind !== hintKind) return;
    const project = readProject(text);
    if (!project) return;
    const next: NonNullable<Moment["next"]> = { event: { type: "ProjectRenamed", project }, next: null };
    followed.moment.next = next;
    followed.moment = next;
    for (const listener of followed.listeners) listener();
  }

  /** Follows what a person is told, from each `begin` on; `onEvent` is called synchronously. */
  follow(personId: string, onEvent: () => void) {
    const followed = this.#followed.get(personId) ?? { moment: { next: null }, listeners: new Set() };
    this.#followed.set(personId, followed);
    const listener = () => onEvent();
    followed.listeners.add(listener);
    let { moment } = followed;
    return {
      begin: () => {
        moment = followed.moment;
      },
      take: (): ProjectRenamed | null => {
        const { next } = moment;
        if (!next) return null;
        moment = next;
        return next.event;
      },
      stop: () => {
        followed.listeners.delete(listener);
        // A second call must not take the entry of somebody who began to follow since.
        const isOwn = this.#followed.get(personId) === followed;
        if (isOwn && followed.listeners.size === 0) this.#followed.delete(personId);
      },
    };
  }
}

/** Null for what this version cannot read. */
function readProject(text: string): NoticeProject | null {
  try {
    return noticeProject.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
