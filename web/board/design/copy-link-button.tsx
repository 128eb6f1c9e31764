import { useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** Milliseconds for which the button says that it has copied. */
const praise = 2_000;

/** Puts the address of what one sees on the clipboard. */
export function CopyLinkButton({ path }: { readonly path: string }) {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), praise);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy(): Promise<void> {
    const address = new URL(path, location.href).href;
    try {
      await navigator.clipboard.writeText(address);
      setIsCopied(true);
    } catch {
      // Plain HTTP has no clipboard, and the browser may refuse it.
      prompt("Copy the link", address);
    }
  }

  return (
    <>
      <Button look="quiet" square aria-label="Copy link" title="Copy link" onClick={() => void copy()}>
        <Icon name={isCopied ? "check" : "link"} />
      </Button>
      <span role="status" className="visuallyHidden">
        {isCopied && "Link copied"}
      </span>
    </>
  );
}
