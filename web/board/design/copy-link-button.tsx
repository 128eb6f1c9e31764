import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { useCopy } from "./use-copy.ts";

/** Puts the address of what one sees on the clipboard. */
export function CopyLinkButton({ path }: { readonly path: string }) {
  const { isCopied, copy } = useCopy();
  return (
    <>
      <Button
        look="quiet"
        square
        aria-label="Copy link"
        title="Copy link"
        onClick={() => void copy(new URL(path, location.href).href, "Copy the link")}
      >
        <Icon name={isCopied ? "check" : "link"} />
      </Button>
      <span role="status" className="visuallyHidden">
        {isCopied && "Link copied"}
      </span>
    </>
  );
}
