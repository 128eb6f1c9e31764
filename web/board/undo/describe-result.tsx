import type { ReactNode } from "react";
import type { Change, ChangeInputs, StepChange, UndoResult } from "../../../client/core/lockstep/index.ts";
import { UserText } from "../design/user-text.tsx";
import { fieldNames, statusNames } from "../design/words.ts";

type TitleOf = (taskId: string) => string | undefined;

/** Returns what was undone or made again, and what was not, since somebody has changed it. */
export function describeResult(verb: "undo" | "redo", { outcome, changes, kept }: UndoResult, titleOf: TitleOf) {
  const done = verb === "undo" ? "Undone" : "Redone";
  const step = describeStep(changes, titleOf);
  switch (outcome) {
    case "nothing":
      return `There is nothing to ${verb}.`;
    case "done":
      return (
        <>
          {done}: {step}
        </>
      );
    case "partly":
      return (
        <>
          {done} in part: {step}. Not {verb === "undo" ? "undone" : "redone"}, since it was changed meanwhile:{" "}
          {describeStep(kept, titleOf)}
        </>
      );
    case "superseded":
      return (
        <>
          Not {verb === "undo" ? "undone" : "redone"}, since it was changed meanwhile: {step}
        </>
      );
  }
}

/** Returns what was just done, such as: Moved “Book the room” to Done. */
export function describeMade(changes: readonly StepChange[], titleOf: TitleOf): ReactNode {
  return <>{describeStep(changes, titleOf, (words) => words[0]?.toUpperCase() + words.slice(1))}.</>;
}

/** Describes the changes of one step, such as: moved “Book the room” to Done. `begin` gets its first words. */
function describeStep(changes: readonly StepChange[], titleOf: TitleOf, begin = (words: string) => words): ReactNode {
  const phrases = changes.map(({ change }) => phrase(change));
  const [first] = changes;
  const [[before, after = ""] = [""]] = phrases;
  if (!first) return "nothing";
  if (changes.length > 1) {
    const isOfTasks = phrases.every((each) => each.length === 2 && each.join() === [before, after].join());
    return isOfTasks ? `${begin(before)} ${changes.length} tasks${after}` : `${changes.length} changes`;
  }
  if (phrases[0]?.length === 1) return begin(before);
  const title = findTitle(first, titleOf);
  return (
    <>
      {begin(before)} {title === undefined ? "a task" : <Quoted text={title} />}
      {after}
    </>
  );
}

/** Words before and after the title of a task; only one text for what is no task. */
function phrase({ kind, input }: Change): readonly [string, string] | readonly [string] {
  switch (kind) {
    case "createTask":
      return ["created", ""];
    case "updateTask":
      return [`changed ${list.format(listFields(input))} of`, ""];
    case "updateTaskStatus":
    case "moveTask":
      return ["moved", input.status ? ` to ${statusNames[input.status]}` : ""];
    case "deleteTask":
      return ["deleted", ""];
    case "restoreTask":
      return ["restored", ""];
    case "createComment":
      return ["commented on", ""];
    case "updateComment":
      return ["edited a comment"];
    case "deleteComment":
      return ["deleted a comment"];
    case "restoreComment":
      return ["restored a comment"];
    case "createLabel":
      return ["added a label"];
    case "updateLabel":
      return ["changed a label"];
    case "deleteLabel":
      return ["deleted a label"];
  }
}

const editedNames = {
  ...{ title: fieldNames.TITLE, description: fieldNames.DESCRIPTION, priority: fieldNames.PRIORITY },
  ...{ assigneeId: fieldNames.ASSIGNEE, dueAt: fieldNames.DUE_AT },
  ...{ addLabelIds: fieldNames.LABELS, removeLabelIds: fieldNames.LABELS },
} as const satisfies Record<Exclude<keyof ChangeInputs["updateTask"], "taskId">, string>;

function listFields(input: ChangeInputs["updateTask"]): readonly string[] {
  const names = Object.entries(editedNames).flatMap(([name, word]) => (name in input ? word : []));
  return [...new Set(names)];
}

/** The title by which the person knew the task: the page knows it, or the change has it. */
function findTitle({ change: { input }, seen }: StepChange, titleOf: TitleOf): string | undefined {
  const known = "taskId" in input ? titleOf(input.taskId) : undefined;
  if (known !== undefined) return known;
  if (seen && "title" in seen) return seen.title;
  return "title" in input ? (input.title ?? undefined) : undefined;
}

function Quoted({ text }: { readonly text: string }) {
  return (
    <>
      “<UserText>{text}</UserText>”
    </>
  );
}

const list = new Intl.ListFormat("en", { type: "conjunction" });
