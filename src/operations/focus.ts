import { z } from "zod";
import { BadUserInputError } from "../errors/expected-error.ts";
import type { Focus } from "../model/present.ts";
import { type TaskField, taskFields } from "../model/task.ts";
import type { Presence } from "../presence/presence.ts";
import { NotVisibleError } from "./not-visible-error.ts";
import type { OperationContext } from "./operation-context.ts";
import { requireReach } from "./viewer.ts";

export interface FocusInput {
  readonly projectId: string;
  readonly taskId?: string | null | undefined;
  readonly field?: TaskField | null | undefined;
}

/** Shows what a present person has open. `holders` as in `Presence`, the widest last. Never throws. */
export type ShowFocus = (projectId: string, userId: string, focus: Focus, holders: readonly string[]) => void;

interface FocusContext extends Pick<OperationContext, "viewer" | "pool"> {
  readonly showFocus: ShowFocus;
  /** Connection and session of the request, as they are told to presence. */
  readonly holders: readonly string[];
}

/** The focus that is shown, in the form of the input. */
export interface Focused {
  readonly projectId: string;
  readonly taskId: string | null;
  readonly field: TaskField | null;
}

/**
 * Shows the project which task the viewer has open, and which field of it the viewer edits. Shows nothing for a viewer
 * who is not present. Throws NotFoundError for a project without the viewer and for a task of another one, and
 * BadUserInputError for a field without a task.
 */
export async function focus(
  { viewer, pool, showFocus, holders }: FocusContext,
  { projectId, taskId = null, field = null }: FocusInput,
): Promise<Focused> {
  requireReach(viewer, projectId);
  if (field !== null && taskId === null) {
    throw BadUserInputError.at(["input", "field"], "A field needs the task that has it: send taskId.");
  }
  const { rowCount } = await pool.query({
    name: "focus-check",
    text: `
      SELECT 1 FROM memberships m JOIN projects p ON p.id = m.project_id AND p.deleted_at IS NULL
      WHERE m.project_id = $1 AND m.user_id = $2
        AND ($3::uuid IS NULL OR EXISTS (SELECT 1 FROM tasks t WHERE t.id = $3 AND t.project_id = $1))`,
    values: [projectId, viewer.userId, taskId],
  });
  if (rowCount === 0) throw new NotVisibleError();
  showFocus(projectId, viewer.userId, { focusedTaskId: taskId, focusedField: field }, holders);
  return { projectId, taskId, field };
}

/** Kind of the hints that tell other instances of a focus. */
const hintKind = "focus";

const hintSchema = z.object({
  userId: z.string(),
  focusedTaskId: z.string().nullable(),
  focusedField: z.enum(taskFields).nullable(),
  // Absent in hints of older versions.
  holder: z.string().optional(),
});

interface FocusSenderOptions {
  readonly presence: Pick<Presence, "focus">;
  /** Sends a hint to every instance that follows the project. Never throws. */
  readonly sendHint: (projectId: string, kind: string, text: string) => void;
}

/**
 * Returns a function that shows a person's focus, here or on the instances where the person is present. One that is
 * lost on the way is made up for by the next.
 */
export function createShowFocus({ presence, sendHint }: FocusSenderOptions): ShowFocus {
  return (projectId, userId, focus, holders) => {
    if (presence.focus(projectId, userId, focus, holders)) return;
    // A connection is known to its own instance alone.
    sendHint(projectId, hintKind, JSON.stringify({ userId, holder: holders.at(-1), ...focus }));
  };
}

/** To be called with every hint on a project's channel. Ignores other kinds, and what this version cannot read. */
export function hearFocus(presence: Pick<Presence, "focus">, projectId: string, kind: string, text: string): void {
  if (kind !== hintKind) return;
  const { data } = hintSchema.safeParse(parseJson(text));
  if (data) presence.focus(projectId, data.userId, data, data.holder === undefined ? undefined : [data.holder]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
