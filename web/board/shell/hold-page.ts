import { answerPages } from "./ask-pages.ts";

/**
 * Tells the service worker, as long as the page is open, that code of its version may still be asked for. Answers other
 * pages that ask whether somebody writes here.
 */
export function holdPage(entry: string): void {
  const { locks } = navigator;
  // Pages without locks have no service workers either.
  if (!locks) return;
  answerPages();
  void locks.request(`page ${new URL(entry).pathname}`, { mode: "shared" }, () => new Promise(() => {}));
}
