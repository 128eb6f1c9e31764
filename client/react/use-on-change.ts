import { useEffect, useLayoutEffect, useRef } from "react";
import { Listeners } from "../core/listeners.ts";
import type { ProjectEvent, User } from "../core/wire.ts";
import { useOpenProjects } from "./lockstep-provider.ts";

/** A change of the project, told when the view shows it. */
export interface ArrivedChange {
  /** The change, by its type (`__typename`), with everything that it changed. */
  readonly event: ProjectEvent;
  /** The person who made it. */
  readonly actor: User;
  /** The viewer made it, in this tab or elsewhere. */
  readonly isOwn: boolean;
}

/**
 * Calls with each change that arrives, in order, each once, after the project holds it: for sounds, toasts and
 * highlights. A board snapshot is no single change, so what it brings is not told. An error that it throws is reported
 * and changes nothing else.
 */
export function useOnChange(projectId: string, onChange: (change: ArrivedChange) => void): void {
  const projects = useOpenProjects();
  const latest = useRef(onChange);
  useLayoutEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    const listeners = new Listeners<[ArrivedChange]>();
    listeners.add((change) => latest.current(change));
    const end = projects.use(projectId, (handle) =>
      handle.onItem((item) => {
        if (item.kind !== "events") return;
        for (const event of item.events) {
          listeners.tell({ event, actor: event.actor, isOwn: event.actor.id === handle.me?.id });
        }
      }),
    );
    return () => {
      listeners.clear();
      end();
    };
  }, [projects, projectId]);
}
