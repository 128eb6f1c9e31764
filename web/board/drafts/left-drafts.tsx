import { type ReactNode, useSyncExternalStore } from "react";
import { Button } from "../design/button.tsx";
import { CopyTextButton } from "../design/copy-text-button.tsx";
import { UserText } from "../design/user-text.tsx";
import { draftNames } from "./draft-names.ts";
import { useDrafts } from "./drafts-context.tsx";
import styles from "./left-drafts.module.css";

interface LeftDraftsProps {
  readonly projectId: string;
  readonly titleOf?: (taskId: string) => string | undefined;
  /** Drafts under a name that begins so (default: all of the project). */
  readonly start?: string | undefined;
}

/** Texts of the viewer that have no field any more. They can be read and copied until they are discarded. */
export function LeftDrafts({ projectId, titleOf = nobodyKnows, start = draftNames.all(projectId) }: LeftDraftsProps) {
  const drafts = useDrafts();
  // As text, so that it is the same until a draft changes.
  const text = useSyncExternalStore(drafts.subscribe, () => JSON.stringify(drafts.list(start)));
  const left = JSON.parse(text) as readonly (readonly [name: string, draft: unknown])[];
  if (left.length === 0) return null;

  function discard(): void {
    for (const [name] of left) drafts.set(name, null);
  }

  return (
    <section className={styles.left} aria-label="Not saved">
      <h3 className={styles.title}>What you had not saved</h3>
      {left.flatMap(([name, draft]) =>
        listTexts(draft).map((words) => (
          <div key={name + words}>
            <p className={styles.name}>{describeName(name.slice(projectId.length + 1), titleOf)}</p>
            <p dir="auto" className={styles.text}>
              {words}
            </p>
            <CopyTextButton text={words} />
          </div>
        )),
      )}
      <div>
        <Button small onClick={discard}>
          Discard
        </Button>
      </div>
    </section>
  );
}

const nobodyKnows = () => undefined;

/** Says where a draft was written, by its name without the project's. */
function describeName(name: string, titleOf: (taskId: string) => string | undefined): ReactNode {
  const taskId = /^new comment (.*)/.exec(name)?.[1];
  if (taskId === undefined) return name.startsWith("new task") ? "New task" : "Project";
  const title = titleOf(taskId);
  if (title === undefined) return "Comment on a task";
  return (
    <>
      Comment on “<UserText>{title}</UserText>”
    </>
  );
}

/** The words in a draft: a text, or an object with texts in it. */
function listTexts(draft: unknown): readonly string[] {
  if (typeof draft === "string") return draft === "" ? [] : [draft];
  if (typeof draft !== "object" || draft === null) return [];
  return Object.values(draft).flatMap((edited: { readonly value?: unknown }) => listTexts(edited?.value));
}
