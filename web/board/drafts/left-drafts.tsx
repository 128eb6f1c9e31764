import { useSyncExternalStore } from "react";
import { Button } from "../design/button.tsx";
import { draftNames } from "./draft-names.ts";
import { useDrafts } from "./drafts-context.tsx";
import styles from "./left-drafts.module.css";

interface LeftDraftsProps {
  readonly projectId: string;
  /** Drafts under a name that begins so (default: all of the project). */
  readonly start?: string | undefined;
}

/** Texts of the viewer that have no field any more. They can be read and copied until they are discarded. */
export function LeftDrafts({ projectId, start = draftNames.all(projectId) }: LeftDraftsProps) {
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
          <p key={name + words} dir="auto" className={styles.text}>
            {words}
          </p>
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

/** The words in a draft: a text, or an object with texts in it. */
function listTexts(draft: unknown): readonly string[] {
  if (typeof draft === "string") return draft === "" ? [] : [draft];
  if (typeof draft !== "object" || draft === null) return [];
  return Object.values(draft).flatMap((edited: { readonly value?: unknown }) => listTexts(edited?.value));
}
