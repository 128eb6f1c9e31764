/** Milliseconds in which what arrives together is gathered, and from one sentence to the next. */
const times = { gather: 500, pause: 5_000 };

export interface NewsTimer<T> {
  readonly add: (item: T) => void;
  /** Drops what was not told. */
  readonly stop: () => void;
}

/** Tells of the last item and the number of all that have arrived, soon after the first and then at a slow pace. */
export function createNewsTimer<T>(tell: (last: T, count: number) => void): NewsTimer<T> {
  let waiting: { readonly last: T; readonly count: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tellWaiting(): void {
    timer = undefined;
    if (!waiting) return;
    tell(waiting.last, waiting.count);
    waiting = null;
    timer = setTimeout(tellWaiting, times.pause);
  }

  return {
    add(last) {
      waiting = { last, count: (waiting?.count ?? 0) + 1 };
      timer ??= setTimeout(tellWaiting, times.gather);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      waiting = null;
    },
  };
}
