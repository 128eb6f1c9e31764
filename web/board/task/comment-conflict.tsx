import { useState } from "react";
import { type ConflictItem, useOutbox } from "../../../client/react/index.ts";
import { Conflict } from "../conflict/conflict.tsx";
import { ConflictingField } from "../conflict/conflicting-field.tsx";

/** An own edit of a comment that was changed meanwhile in another window of one's own. One of the two is kept. */
export function CommentConflict({ item, body }: { readonly item: ConflictItem; readonly body: string }) {
  const { resolve, dismiss } = useOutbox(item.projectId);
  const [isTheirs, setIsTheirs] = useState(false);
  return (
    <Conflict
      author="You, in another window,"
      onSave={() => void (isTheirs ? dismiss(item.id) : resolve(item.id))}
      onDiscard={() => void dismiss(item.id)}
    >
      <ConflictingField
        name="comment"
        mine={item.ownText["body"] ?? ""}
        theirs={body}
        isTheirs={isTheirs}
        onChoose={setIsTheirs}
      />
    </Conflict>
  );
}
