import type { Change, StepChange } from "../../../client/core/lockstep/index.ts";

type Rule = "always" | "several" | "never";

/** Changes whose undo a notice offers: by a single one, by several at once, or by none, which the command undoes. */
const rules: Readonly<Record<Change["kind"], Rule>> = {
  deleteTask: "always",
  deleteComment: "always",
  moveTask: "always",
  updateTaskStatus: "always",
  updateTask: "several",
  createTask: "several",
  restoreTask: "several",
  createComment: "never",
  updateComment: "never",
  restoreComment: "never",
  createLabel: "never",
  updateLabel: "never",
  deleteLabel: "never",
};

/**
 * Returns true for a step that takes something away or out of sight, or that changes several tasks. No question is
 * asked before such a step.
 */
export function isOffered(step: readonly StepChange[]): boolean {
  const known = step.map(({ change }) => rules[change.kind]);
  return known.includes("always") || known.filter((rule) => rule === "several").length > 1;
}
