/**
 * The channel between instances: carries messages about changes, usually with the change itself. Delivery is best
 * effort: at most once, and nothing for a listener that was not connected. The log is the source of truth; listeners
 * read gaps from it.
 */
export interface Bus {
  /**
   * Sends to every listener of the topic on every instance. Returns at once, never throws, never queues without
   * bound.
   */
  publish(topic: string, message: string): void;

  /**
   * Listens to a topic until the returned function is called. Resolves when messages flow. Resolves without them after
   * a short time that the implementation sets. The bus then subscribes as soon as it can and calls `onReconnect`. Never
   * rejects. The listener is never called from within `publish`, and not after it unsubscribed. It may be called before
   * the `Promise` resolves. Its errors are logged.
   */
  subscribe(topic: string, listener: (message: string) => void): Promise<Unsubscribe>;

  /**
   * Calls the listener each time the subscriptions stand anew after messages may have been missed, including those that
   * `subscribe` did not wait for. Returns its own removal.
   */
  onReconnect(listener: () => void): Unsubscribe;

  /** True while messages published here are also heard here. */
  isConnected(): boolean;

  /** Ends all connections; afterwards `publish` does nothing. */
  close(): Promise<void>;
}

/** Ends a subscription. A second call does nothing. */
export type Unsubscribe = () => void;
