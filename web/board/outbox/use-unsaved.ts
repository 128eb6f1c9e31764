import { useMemo } from "react";
import { useOutbox } from "../../../client/react/index.ts";
import type { UnsavedItem } from "./describe-item.tsx";

/** Own changes of a project that the server did not make, oldest first. They stay until they are decided. */
export function useUnsaved(projectId: string): readonly UnsavedItem[] {
  const { failed, conflicts } = useOutbox(projectId);
  return useMemo(
    () => [...failed, ...conflicts].sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime()),
    [failed, conflicts],
  );
}
