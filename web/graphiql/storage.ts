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
  for (const key of Object.keys(kept)) {
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
