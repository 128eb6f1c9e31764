import { memo } from "react";
import type { Task } from "../../../client/core/lockstep/index.ts";
import { useLabels, useMembers } from "../../../client/react/index.ts";
import { Button } from "../design/button.tsx";
import { Icon } from "../design/icon.tsx";
import { UserText } from "../design/user-text.tsx";
import { priorityNames } from "../design/words.ts";
import { useCommandCenter } from "../palette/command-center.tsx";
import { keysOf } from "../palette/commands.ts";
import { KeyCaps } from "../palette/key-cap.tsx";
import type { OpenProject } from "../project/project-context.ts";
import { dueGroupNames } from "./due-group.ts";
import { type Filter, type FilterField, fieldNames, filterFields, isFiltered } from "./filter.ts";
import styles from "./filter-bar.module.css";
import { FilterText } from "./filter-text.tsx";
import { orderNames } from "./sort-tasks.ts";
import type { View, ViewActions } from "./use-view.ts";

interface FilterBarProps {
  readonly open: OpenProject;
  readonly view: View & ViewActions;
  /** A task that was asked for and that the filter hides. */
  readonly hiddenTask: Task | null;
}

/** Search, filters, order and layout of a project's tasks. Stays as it is while tasks change. */
export const FilterBar = memo(function FilterBar({ open, view, hiddenTask }: FilterBarProps) {
  const { filter, order, layout, choose, clear, type } = view;
  const center = useCommandCenter();
  const nameOf = useNames(open);
  const other = layout === "board" ? "list" : "board";
  return (
    <search className={styles.bar} aria-label="Tasks">
      <FilterText text={filter.text} onType={type} />
      <div className={filterFields.some((field) => filter[field].length > 0) ? styles.choices : styles.unused}>
        {filterFields.map((field) => (
          <button
            key={field}
            type="button"
            className={filter[field].length > 0 ? `${styles.choice} ${styles.active}` : styles.choice}
            aria-haspopup="dialog"
            onClick={({ currentTarget }) => center.open({ kind: "filter", field }, currentTarget)}
          >
            {fieldNames[field]}
            <Values names={filter[field].map((value) => nameOf(field, value))} />
          </button>
        ))}
        {isFiltered(filter) && (
          <>
            <Button small look="quiet" onClick={() => center.list().csv?.()}>
              Export CSV
            </Button>
            <Button small look="quiet" onClick={clear}>
              Clear
            </Button>
          </>
        )}
      </div>
      <div className={styles.rest}>
        <button
          type="button"
          className={`${styles.choice} ${styles.narrow}`}
          aria-label="Filters"
          aria-haspopup="dialog"
          onClick={({ currentTarget }) => center.open({ kind: "filters" }, currentTarget)}
        >
          <Icon name="filter" size={14} />
        </button>
        <button
          type="button"
          className={order === "manual" ? styles.choice : `${styles.choice} ${styles.active}`}
          aria-haspopup="dialog"
          onClick={({ currentTarget }) => center.open({ kind: "sort" }, currentTarget)}
        >
          <Icon name="sort" size={14} />
          <span className="visuallyHidden">Sort: </span>
          {order === "manual" ? <span className={styles.wide}>Sort</span> : orderNames[order]}
        </button>
        <button
          type="button"
          className={styles.choice}
          aria-label={`Show as ${other}`}
          onClick={() => choose({ layout: other })}
        >
          <Icon name={other} size={14} />
          <span className={styles.wide}>{other === "list" ? "List" : "Board"}</span>
        </button>
        <button
          type="button"
          className={styles.choice}
          aria-label="Search and commands"
          aria-haspopup="dialog"
          onClick={() => center.open({ kind: "commands" }, null)}
        >
          <Icon name="search" size={14} />
          <span className={styles.wide}>
            <KeyCaps keys={keysOf("search") ?? ""} />
          </span>
        </button>
      </div>
      <p role="status" className={styles.note}>
        {hiddenTask && (
          <>
            The filter hides “<UserText>{hiddenTask.title}</UserText>”.{" "}
            <button type="button" className={styles.clear} onClick={clear}>
              Clear the filter
            </button>
          </>
        )}
      </p>
    </search>
  );
});

/** The first value, and the number of others. */
function Values({ names }: { readonly names: readonly string[] }) {
  const [first, ...others] = names;
  if (first === undefined) return null;
  return (
    <>
      {": "}
      <bdi className={styles.value}>{first}</bdi>
      {others.length > 0 && ` +${others.length}`}
    </>
  );
}

/** Returns the name of a filter's value. A person or a label that is gone has none. */
function useNames({ projectId }: OpenProject): (field: FilterField, value: string) => string {
  const members = useMembers(projectId);
  const labels = useLabels(projectId);
  return (field, value) => {
    if (field === "assignee" && value === "me") return "me";
    if (field === "assignee" && value === "none") return "nobody";
    if (field === "assignee") return members.find(({ user }) => user.id === value)?.user.name ?? "a former member";
    if (field === "label" && value === "none") return "none";
    if (field === "label") return labels.find(({ id }) => id === value)?.name ?? "a deleted label";
    if (field === "priority") return priorityNames[value as Filter["priority"][number]];
    return dueGroupNames[value as Filter["due"][number]];
  };
}
