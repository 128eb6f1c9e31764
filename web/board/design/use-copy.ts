import { useEffect, useState } from "react";

/** Milliseconds for which a button says that it has copied. */
const praise = 2_000;

/** Puts texts on the clipboard, and says for a moment that it did. Where there is no clipboard, it shows the text. */
export function useCopy() {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), praise);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(text: string, invitation: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      // Plain HTTP has no clipboard, and the browser may refuse it.
      prompt(invitation, text);
    }
  }

  return { isCopied, copy };
}
