/**
 * Returns the browser's storage. Where the browser blocks it, as it may with cookies off, one in memory that lasts as
 * long as the page.
 */
export function openStorage(): Storage {
  try {
    localStorage.getItem("");
    return localStorage;
  } catch {
    return createMemoryStorage();
  }
}

function createMemoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, String(value)),
    removeItem: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}
