import { useEffect, useState } from "react";

const shortest = 1_000;
const longest = 15_000;

/** While something fails, tries it again: at growing distances, and at once when the browser is back online. */
export function useRetry(isFailing: boolean, attempt: () => Promise<unknown>): void {
  const [attempts, setAttempts] = useState(0);

  useEffect(() => {
    if (!isFailing) return setAttempts(0);
    const again = () => {
      attempt()
        .catch(() => {})
        .finally(() => setAttempts((count) => count + 1));
    };
    const wait = Math.min(shortest * 2 ** attempts, longest) * (0.75 + Math.random() / 2);
    const timer = setTimeout(again, wait);
    addEventListener("online", again);
    return () => {
      clearTimeout(timer);
      removeEventListener("online", again);
    };
  }, [isFailing, attempt, attempts]);
}
