import { useMemo } from "react";
import { useColumn } from "../../../client/react/index.ts";
import type { Columns } from "./arrange.ts";

/** The tasks of all columns, own pending changes included. */
export function useColumns(projectId: string): Columns {
  const BACKLOG = useColumn(projectId, "BACKLOG");
  const TODO = useColumn(projectId, "TODO");
  const IN_PROGRESS = useColumn(projectId, "IN_PROGRESS");
  const IN_REVIEW = useColumn(projectId, "IN_REVIEW");
  const DONE = useColumn(projectId, "DONE");
  const CANCELED = useColumn(projectId, "CANCELED");
  return useMemo(
    () => ({ BACKLOG, TODO, IN_PROGRESS, IN_REVIEW, DONE, CANCELED }),
    [BACKLOG, TODO, IN_PROGRESS, IN_REVIEW, DONE, CANCELED],
  );
}
