import type { UserSnapshot } from "../activity/snapshots.ts";

/** Who is in a project right now. */
export interface Presence {
  /** Shows the user as present until the returned function is called; several at once count as one. */
  join(projectId: string, user: UserSnapshot): () => void;
  /** Each user once, in the order of their coming. */
  list(projectId: string): UserSnapshot[];
}
