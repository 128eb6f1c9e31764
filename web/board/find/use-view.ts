import { useMemo } from "react";
import { useLocation, useNavigate } from "react-router";
import { type Filter, noFilter, readFilter, writeFilter } from "./filter.ts";
import { type Order, orders } from "./sort-tasks.ts";

export type Layout = "board" | "list";

/** Filter, order and layout of a project's tasks, as the address says. */
export interface View {
  readonly filter: Filter;
  readonly order: Order;
  readonly layout: Layout;
}

export interface ViewActions {
  /** Filters by a text that is being typed: the back button does not go through its letters. */
  readonly type: (text: string) => void;
  /** Takes a deliberate choice, to which the back button returns. */
  readonly choose: (changed: Partial<View>) => void;
  readonly clear: () => void;
}

/** Reads and changes the view in the address, which can be shared. It stays while a panel opens and closes. */
export function useView(): View & ViewActions {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  // The same while only a panel opens or closes.
  const view = useMemo(() => readView(new URLSearchParams(search)), [search]);
  return useMemo(() => {
    const isPanelOpen = /^\/projects\/[^/]+\/./.test(pathname);

    function go(next: View, isTyped: boolean): void {
      const written = writeView(new URLSearchParams(search), next).toString();
      const to = { pathname, search: written === "" ? "" : `?${written}` };
      if (to.search === window.location.search) return;
      // A panel's entry takes the view along. It loses its state: the board below it shows another view.
      void navigate(to, { replace: isTyped || isPanelOpen });
    }

    return {
      ...view,
      type: (text) => go({ ...view, filter: { ...view.filter, text } }, true),
      choose: (changed) => go({ ...view, ...changed }, false),
      clear: () => go({ ...view, filter: noFilter }, false),
    };
  }, [view, pathname, search, navigate]);
}

function readView(address: URLSearchParams): View {
  return {
    filter: readFilter(address),
    order: orders.find((each) => each === address.get("sort")) ?? "manual",
    layout: address.get("view") === "list" ? "list" : "board",
  };
}

function writeView(address: URLSearchParams, { filter, order, layout }: View): URLSearchParams {
  const written = writeFilter(address, filter);
  written.delete("sort");
  written.delete("view");
  if (order !== "manual") written.set("sort", order);
  if (layout !== "board") written.set("view", layout);
  return written;
}
