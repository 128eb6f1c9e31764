const textFields = "textarea, input:not([type=checkbox], [type=radio], [type=file], [type=color])";

/** Returns true while a field of the page has text in it. It may not be saved. */
export function isWriting(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(textFields);
  return [...fields].some(({ value }) => value !== "");
}
