import { useMatch } from "react-router";

/** The task whose panel is open below a project's address; null: none is. */
export function useOpenTaskId(path: string): string | null {
  return useMatch(`${path}/tasks/:taskId`)?.params.taskId ?? null;
}
