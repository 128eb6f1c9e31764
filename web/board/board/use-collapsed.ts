import { useState } from "react";
import { statuses } from "../design/words.ts";
import type { TaskStatus } from "../generated/graphql.ts";

interface Collapsed {
  readonly collapsed: ReadonlySet<TaskStatus>;
  readonly toggle: (status: TaskStatus) => void;
}

/** Columns of a project that the person has collapsed. This device remembers them, where it stores anything. */
export function useCollapsed(projectId: string): Collapsed {
  const key = `collapsed ${projectId}`;
  const [collapsed, setCollapsed] = useState<ReadonlySet<TaskStatus>>(() => read(key));

  function toggle(status: TaskStatus): void {
    const next = new Set(collapsed);
    if (!next.delete(status)) next.add(status);
    setCollapsed(next);
    write(key, next);
  }

  return { collapsed, toggle };
}

/** Storage throws where the browser blocks it. */
function read(key: string): ReadonlySet<TaskStatus> {
  try {
    const names = (localStorage.getItem(key) ?? "").split(" ");
    return new Set(statuses.filter((status) => names.includes(status)));
  } catch {
    return new Set();
  }
}

function write(key: string, collapsed: ReadonlySet<TaskStatus>): void {
  try {
    if (collapsed.size === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, [...collapsed].join(" "));
  } catch {
    // Then they are collapsed until the page is left.
  }
}
