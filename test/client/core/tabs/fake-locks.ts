/** Web Locks of one origin, which Node 20 lacks: exclusive locks, waiting requests that can be aborted, and theft. */
export function createFakeLocks(): Pick<LockManager, "request"> {
  const held = new Map<string, { readonly steal: () => void }>();
  const queues = new Map<string, (() => void)[]>();

  function next(name: string): void {
    if (!held.has(name)) queues.get(name)?.shift()?.();
  }

  function grant(name: string, callback: LockGrantedCallback<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const lock = { steal: () => reject(new DOMException("Stolen", "AbortError")) };
      held.set(name, lock);
      const release = () => {
        if (held.get(name) !== lock) return;
        held.delete(name);
        next(name);
      };
      Promise.resolve(callback({ name, mode: "exclusive" }))
        .then(resolve, reject)
        .finally(release);
    });
  }

  const request = (name: string, options: LockOptions, callback: LockGrantedCallback<unknown>): Promise<unknown> => {
    if (options.steal) {
      held.get(name)?.steal();
      return grant(name, callback);
    }
    return new Promise((resolve, reject) => {
      const start = () => void grant(name, callback).then(resolve, reject);
      const queue = queues.get(name) ?? [];
      queues.set(name, queue);
      queue.push(start);
      options.signal?.addEventListener("abort", () => {
        const index = queue.indexOf(start);
        if (index < 0) return;
        queue.splice(index, 1);
        reject(new DOMException("Aborted", "AbortError"));
      });
      next(name);
    });
  };
  return { request: request as LockManager["request"] };
}
