import type { EndReason } from "../../../client/core/lockstep/index.ts";
import { useViewer } from "../account/viewer.ts";
import { ButtonLink } from "../design/button.tsx";
import { Message } from "../design/message.tsx";
import { UserText } from "../design/user-text.tsx";
import { LeftDrafts } from "../drafts/left-drafts.tsx";
import { UnsavedItemNote } from "../outbox/unsaved-item.tsx";
import { useUnsaved } from "../outbox/use-unsaved.ts";
import styles from "./ended.module.css";

interface EndedProps {
  readonly projectId: string;
  readonly reason: Exclude<EndReason, "unauthenticated">;
  /** Undefined where the project was never shown. */
  readonly name: string | undefined;
  readonly titles: ReadonlyMap<string, string>;
}

/** Says why the project is not shown any more, and gives back what the viewer wrote there. */
export function Ended({ projectId, reason, name = "this project", titles }: EndedProps) {
  const items = useUnsaved(projectId);
  // Drafts are somebody's.
  const isKnown = useViewer() !== null;
  const sentences = {
    removed: [
      "You are no longer a member",
      <>
        Somebody removed you from “<UserText>{name}</UserText>”, or you left it in another window.
      </>,
    ],
    deleted: [
      "The project is gone",
      <>
        “<UserText>{name}</UserText>” was deleted, and all its tasks with it.
      </>,
    ],
    "not-found": ["There is no such project", "It was deleted, or you are not one of its members."],
    failed: ["The project cannot be shown", "Something went wrong on the server. Try again in a moment."],
  } as const;
  const [title, text] = sentences[reason];
  const own = (
    <div className={styles.own}>
      {items.map((item) => (
        <UnsavedItemNote key={item.id} item={item} titleOf={(id) => titles.get(id)} canRetry={false} />
      ))}
      {isKnown && <LeftDrafts projectId={projectId} titleOf={(id) => titles.get(id)} />}
    </div>
  );
  return (
    <Message title={title} action={<ButtonLink to="/">To your projects</ButtonLink>} below={own}>
      {text}
    </Message>
  );
}
