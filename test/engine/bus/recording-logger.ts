import { type Logger, pino } from "pino";

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly redis?: string;
  readonly reason?: string;
  readonly err?: { readonly message: string };
}

/** A logger that keeps its lines for the test to look at. */
export function createRecordingLogger(): { logger: Logger; lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const logger = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { logger, lines };
}
