import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Lockstep, ProjectHandle } from "../core/lockstep/lockstep.ts";
import { UndoHistory, type UndoResult, type UndoState } from "../core/undo/undo-history.ts";
import { useOpenProjects } from "./lockstep-provider.ts";

/** Undo and redo of a project; see `useUndo`. */
export interface UndoView extends UndoState {
  /** Takes the newest step back. Never rejects. */
  readonly undo: () => Promise<UndoResult>;
  /** Makes the step again that was undone last. Never rejects. */
  readonly redo: () => Promise<UndoResult>;
}

/**
 * Undoes and redoes the changes that this tab has made in a project since the hook was first used. Those that are still
 * on their way count, too. All that is submitted in one turn of the event loop is one step, and so is a burst of edits
 * of the same fields. Later changes of others are never overwritten. Steps are kept in memory, the newest 100, while
 * the project is open.
 */
export function useUndo(projectId: string): UndoView {
  const projects = useOpenProjects();
  const find = useCallback(() => projects.findCompanion(projectId, createHistory), [projects, projectId]);
  const subscribe = useCallback(
    (onChange: () => void) => projects.use(projectId, () => find()?.subscribe(onChange) ?? (() => {})),
    [projects, projectId, find],
  );
  const state = useSyncExternalStore(
    subscribe,
    () => find()?.state ?? nothing,
    () => nothing,
  );
  return useMemo(
    () => ({
      ...state,
      undo: async () => (await find()?.undo()) ?? noStep,
      redo: async () => (await find()?.redo()) ?? noStep,
    }),
    [find, state],
  );
}

const createHistory = (handle: ProjectHandle, lockstep: Lockstep) => new UndoHistory(handle, lockstep);

const nothing: UndoState = { undoable: null, redoable: null };
const noStep: UndoResult = { outcome: "nothing", changes: [], kept: [], after: nothing };
