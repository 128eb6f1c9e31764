import { useEffect, useState } from "react";

/** Returns true once a wait takes longer than this many milliseconds: a short wait needs no message. */
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
