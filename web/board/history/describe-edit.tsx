import { Fragment, type ReactNode } from "react";
import { today } from "../design/use-today.ts";
import { UserText } from "../design/user-text.tsx";
import { fieldNames, priorityNames, statusNames } from "../design/words.ts";
import type { TaskField, TaskSnapshotFragment } from "../generated/graphql.ts";
import { formatDay } from "../task/due-date.ts";

type Describe = (task: TaskSnapshotFragment) => string;

/** Describes the values of fields. A field without a row, such as a text, is told without values. */
const describeValue: Readonly<Partial<Record<TaskField, Describe>>> = {
  STATUS: ({ status }) => statusNames[status],
  PRIORITY: ({ priority }) => priorityNames[priority],
  ASSIGNEE: ({ assignee }) => assignee?.name ?? "nobody",
  DUE_AT: ({ dueAt }) => (dueAt ? formatDay(dueAt, today()) : "none"),
  LABELS: ({ labels }) => (labels.length > 0 ? list.format(labels.map(({ name }) => name)) : "none"),
};

/**
 * Returns e.g. priority of “Book the room” from None to High and assignee to Grace. `before`: the task before the
 * change; undefined: only new values are told.
 */
export function describeEdit(
  fields: readonly TaskField[],
  task: TaskSnapshotFragment,
  before: TaskSnapshotFragment | undefined,
  name: ReactNode,
): ReactNode {
  const phrases = fields.map((field, index) => (
    <>
      {fieldNames[field]}
      {index === 0 && <> of {name}</>}
      <Values describe={describeValue[field]} task={task} before={before} />
    </>
  ));
  const parts = list.formatToParts(fields);
  return parts.map(({ type, value }, place) => (
    // Each field stands in the list once.
    <Fragment key={type === "element" ? value : place}>
      {type === "element" ? phrases[fields.indexOf(value as TaskField)] : value}
    </Fragment>
  ));
}

interface ValuesProps {
  readonly describe: Describe | undefined;
  readonly task: TaskSnapshotFragment;
  readonly before: TaskSnapshotFragment | undefined;
}

function Values({ describe, task, before }: ValuesProps) {
  if (!describe) return null;
  return (
    <>
      {before && (
        <>
          {" "}
          from <UserText>{describe(before)}</UserText>
        </>
      )}{" "}
      to <UserText>{describe(task)}</UserText>
    </>
  );
}

const list = new Intl.ListFormat("en", { type: "conjunction" });
