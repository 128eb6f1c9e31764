/** Destination of log lines. pino's loggers and `console` are such. */
export interface Logger {
  /** Logs an event of normal operation. */
  info(fields: object, message: string): void;
  /** Logs a failure that the process makes up for by itself. */
  warn(fields: object, message: string): void;
  /** Logs a failure that somebody has to look at. */
  error(fields: object, message: string): void;
}

/** Returns a logger that adds these fields to each line. */
export function withFields(logger: Logger, fields: object): Logger {
  return {
    info: (own, message) => logger.info({ ...fields, ...own }, message),
    warn: (own, message) => logger.warn({ ...fields, ...own }, message),
    error: (own, message) => logger.error({ ...fields, ...own }, message),
  };
}
