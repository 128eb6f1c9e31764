import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { describeError } from "../design/describe-error.ts";
import { useRetry } from "./use-retry.ts";

export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
}

export interface Pages<Node> {
  /** Null until the first page is there. The same array until something is loaded. */
  readonly nodes: readonly Node[] | null;
  readonly hasMore: boolean;
  /** Reason why the first page cannot be loaded. It is tried again. */
  readonly error: string | null;
  /** Loads the first page again. Never rejects. */
  readonly refresh: () => Promise<void>;
  /** Loads the next page. Rejects when that fails. */
  readonly more: () => Promise<void>;
}

interface PagesOptions<Node> {
  /** The list only grows at its beginning, as a log does: what is known stays. Returns what tells its nodes apart. */
  readonly keyOf?: (node: Node) => unknown;
}

/** Loads a list in pages. `load` is the same function as long as it is the same list, as is `keyOf`. */
export function usePages<Node>(
  load: (after: string | null) => Promise<Page<Node>>,
  { keyOf }: PagesOptions<Node> = {},
): Pages<Node> {
  const [pages, setPages] = useState<readonly Page<Node>[]>([]);
  const [error, setError] = useState<string | null>(null);
  const latest = useRef(0);

  const refresh = useCallback(async () => {
    latest.current += 1;
    const number = latest.current;
    try {
      const first = await load(null);
      if (number !== latest.current) return;
      setPages(([known, ...rest]) => {
        if (!known) return [first];
        if (keyOf) return [prepend(first, known, keyOf), ...rest];
        // A list that has moved on begins anew.
        return endOf(known) === endOf(first) ? [first, ...rest] : [first];
      });
      setError(null);
    } catch (reason) {
      if (number === latest.current) setError(describeError(reason));
    }
  }, [load, keyOf]);

  useEffect(() => {
    void refresh();
    return () => {
      latest.current += 1;
    };
  }, [refresh]);
  useRetry(error !== null, refresh);

  const last = pages.at(-1);
  const more = useCallback(async () => {
    if (!last) return;
    const next = await load(endOf(last));
    setPages((known) => (known.at(-1) === last ? [...known, next] : known));
  }, [load, last]);

  const nodes = useMemo(() => (pages.length === 0 ? null : pages.flatMap((page) => page.nodes)), [pages]);
  return {
    nodes,
    hasMore: last?.pageInfo.hasNextPage ?? false,
    error,
    refresh,
    more,
  };
}

function endOf({ pageInfo }: Page<unknown>): string | null {
  return pageInfo.endCursor ?? null;
}

function prepend<Node>({ nodes }: Page<Node>, known: Page<Node>, keyOf: (node: Node) => unknown): Page<Node> {
  const fresh = new Set(nodes.map(keyOf));
  return { ...known, nodes: [...nodes, ...known.nodes.filter((node) => !fresh.has(keyOf(node)))] };
}
