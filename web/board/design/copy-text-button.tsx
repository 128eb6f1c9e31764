import { Button } from "./button.tsx";
import { useCopy } from "./use-copy.ts";

/** Puts a text on the clipboard. */
export function CopyTextButton({ text }: { readonly text: string }) {
  const { isCopied, copy } = useCopy();
  return (
    <Button small look="quiet" onClick={() => void copy(text, "Copy the text")}>
      <span role="status">{isCopied ? "Copied" : "Copy"}</span>
    </Button>
  );
}
