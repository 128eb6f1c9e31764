import { useState } from "react";
import { type ConflictItem, useOutbox } from "../../../client/react/index.ts";
import { Conflict } from "../conflict/conflict.tsx";
import { type Choice, ConflictingField } from "../conflict/conflicting-field.tsx";

/** An own edit of a comment that was changed meanwhile in another window of one's own. */
export function CommentConflict({ item, body }: { readonly item: ConflictItem; readonly body: string }) {
  const { resolve, dismiss } = useOutbox(item.projectId);
  const [choice, setChoice] = useState<Choice>("mine");
  const base = item.before?.["body"];

  function save(): void {
    if (choice === "mine") void resolve(item.id);
    else if (choice === "theirs") void dismiss(item.id);
    else void resolve(item.id, { kind: "updateComment", input: { commentId: item.itemId, body: choice.text } });
  }

  return (
    <Conflict author="You, in another window," onSave={save} onDiscard={() => void dismiss(item.id)}>
      <ConflictingField
        name="comment"
        mine={item.ownText["body"] ?? ""}
        theirs={body}
        base={typeof base === "string" ? base : null}
        choice={choice}
        onChoose={setChoice}
      />
    </Conflict>
  );
}
