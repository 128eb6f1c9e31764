/** Tells the service worker, as long as the page is open, that code of its version may still be asked for. */
export function holdPage(entry: string): void {
  // Pages without locks have no service workers either.
  void navigator.locks?.request(`page ${new URL(entry).pathname}`, { mode: "shared" }, () => new Promise(() => {}));
}
