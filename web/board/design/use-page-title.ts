import { useEffect } from "react";

/** Names the browser's tab, e.g. "Launch – Lockstep". */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} – Lockstep` : "Lockstep";
  }, [title]);
}
