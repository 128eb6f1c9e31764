import { Client } from "pg";

/** How long the other side may take to hang up as well, in milliseconds. */
const patience = 1_000;

/**
 * A client whose `end` takes a second at most. Behind a proxy that passes what is said, but never that a connection ends,
 * it would be waited for without end, and so would the process.
 */
export class HangingUpClient extends Client {
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | void {
    const hangUp = setTimeout(() => this.connection.stream.destroy(), patience).unref();
    this.once("end", () => clearTimeout(hangUp));
    return callback ? super.end(callback) : super.end();
  }
}
