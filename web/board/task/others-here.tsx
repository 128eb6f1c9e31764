import { usePresence } from "../../../client/react/index.ts";
import { Avatar } from "../design/avatar.tsx";
import { UserText } from "../design/user-text.tsx";
import type { TaskField } from "../generated/graphql.ts";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./others-here.module.css";

/** Shows who else has the task open and what they do there. */
export function OthersHere({ taskId }: { readonly taskId: string }) {
  const { projectId, me } = useOpenProject();
  const others = usePresence(projectId).filter(({ user, focusedTaskId }) => {
    return focusedTaskId === taskId && user.id !== me.id;
  });
  return (
    <div role="status" className={styles.others}>
      {others.map(({ user, focusedField }) => (
        <p key={user.id} className={styles.other}>
          <Avatar user={user} named={false} />
          <span>
            <UserText>{user.name}</UserText> {(focusedField && doings[focusedField]) ?? "is looking at this"}
          </span>
        </p>
      ))}
    </div>
  );
}

const doings: Partial<Readonly<Record<TaskField, string>>> = {
  TITLE: "is editing the title",
  DESCRIPTION: "is editing the description",
  COMMENTS: "is writing a comment",
};
