/** Traffic that a proxy lets through beside requests and their whole answers. */
export interface Passage {
  readonly upgrades: boolean;
  /** Streams over HTTP, as they come. */
  readonly streams: boolean;
}
