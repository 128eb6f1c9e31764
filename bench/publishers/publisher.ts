/** Commands of a process that makes events. */
export interface PublisherCommands extends Record<string, (argument: never) => unknown> {
  /**
   * Makes one event in each of the projects (the same one may stand there several times) and lets them go to Redis all
   * at once. Returns when that was, on the machine's clock, in microseconds.
   */
  publish(argument: { readonly projects: readonly number[] }): Promise<number>;
}
