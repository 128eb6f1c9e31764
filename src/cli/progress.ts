import { clearLine, cursorTo } from "node:readline";
import type { WriteStream } from "node:tty";

/** Lines that stay, and one below them that tells how far things are. */
export interface Progress {
  say(line: string): void;
  /** Renews the line below; where it would not be seen to change, says it now and then. */
  renew(line: string): void;
  end(): void;
}

/** Milliseconds between two words on how far it is, where lines stay. */
const interval = 5_000;

export function openProgress(stream: WriteStream): Progress {
  let saidAt = performance.now();
  const clear = () => {
    if (!stream.isTTY) return;
    clearLine(stream, 0);
    cursorTo(stream, 0);
  };
  return {
    say(line) {
      clear();
      saidAt = performance.now();
      stream.write(`${line}\n`);
    },
    renew(line) {
      if (stream.isTTY) {
        clear();
        // A terminal that does not know its width says 0.
        stream.write(line.slice(0, (stream.columns || 80) - 1));
      } else if (performance.now() - saidAt >= interval) {
        saidAt = performance.now();
        stream.write(`${line}\n`);
      }
    },
    end: clear,
  };
}
