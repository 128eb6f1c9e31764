import type { ReactNode } from "react";
import { useMembers } from "../../../client/react/index.ts";
import { UserText } from "../design/user-text.tsx";
import { useOpenProject } from "../project/project-context.ts";
import styles from "./mention.module.css";

interface MentionProps {
  readonly userId: string;
  /** Words of who wrote the text. They may name somebody else. */
  readonly children: ReactNode;
}

/** A member's present name. The id of nobody in the project is no mention: there, the words stand as they are. */
export function Mention({ userId, children }: MentionProps) {
  const { projectId, me } = useOpenProject();
  const member = useMembers(projectId).find(({ user }) => user.id === userId);
  if (!member) return children;
  const { id, name } = member.user;
  return (
    <span className={id === me.id ? `${styles.mention} ${styles.own}` : styles.mention}>
      <UserText>{`@${name}`}</UserText>
    </span>
  );
}
