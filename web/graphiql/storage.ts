/** Prefix of everything that GraphiQL stores. */
const prefix = "graphiql:";

/**
 * Storage for GraphiQL's tabs and history, without their headers: these hold tokens, and any script of this origin
 * reads what is stored. Headers that earlier versions stored are removed at once.
 */
export function createStorage(kept: Storage): Pick<Storage, "getItem" | "setItem" | "removeItem" | "clear" | "length"> {
  const setItem = (key: string, value: string) => {
    if (isOfHeaders(key)) kept.removeItem(key);
    else kept.setItem(key, withoutHeaders(value));
  };
  const keys = Array.from({ length: kept.length }, (_, index) => kept.key(index) ?? "");
  for (const key of keys) {
    if (key.startsWith(prefix)) setItem(key, kept.getItem(key) ?? "");
  }
  return {
    setItem,
    getItem: (key) => kept.getItem(key),
    removeItem: (key) => kept.removeItem(key),
    clear: () => kept.clear(),
    get length() {
      return kept.length;
    },
  };
}

/** Returns what the tab holds that was open last; null where nothing is stored that can be read. */
export function readLastTab(kept: Pick<Storage, "getItem">): LastTab | null {
  try {
    const { tabs, activeTabIndex } = JSON.parse(kept.getItem(`${prefix}tabState`) ?? "");
    const { query, variables } = tabs[activeTabIndex];
    return { query: query ?? "", variables: variables ?? "" };
  } catch {
    return null;
  }
}

interface LastTab {
  readonly query: string;
  readonly variables: string;
}

/** The headers editor, and the wish to have it stored. */
function isOfHeaders(key: string): boolean {
  return key === `${prefix}headers` || key === `${prefix}shouldPersistHeaders`;
}

/** Tabs and history are objects that hold, at some depth, a member `headers` for each operation. */
function withoutHeaders(text: string): string {
  if (!text.includes('"headers"')) return text;
  try {
    return JSON.stringify(JSON.parse(text), (key, value: unknown) => (key === "headers" ? null : value));
  } catch {
    // An operation or its variables as they are typed.
    return text;
  }
}
