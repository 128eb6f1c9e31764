import { useEffect, useState } from "react";

/** Whether something has been waited for longer than that, in milliseconds: what passes at once need not be told. */
export function useLate(isWaiting: boolean, after: number): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => setIsLate(true), after);
    return () => {
      clearTimeout(timer);
      setIsLate(false);
    };
  }, [isWaiting, after]);
  return isWaiting && isLate;
}
