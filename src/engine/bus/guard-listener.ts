import type { Logger } from "../../logging/logger.ts";

/** Wraps a listener so that what it throws is logged and never reaches the bus or another listener. */
export function guardListener<Args extends unknown[]>(
  listener: (...args: Args) => void,
  logger: Logger,
): (...args: Args) => void {
  return (...args) => {
    try {
      listener(...args);
    } catch (error) {
      logger.error({ err: error }, "A listener of the bus failed.");
    }
  };
}
