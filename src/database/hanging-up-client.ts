import { Client } from "pg";

/** Milliseconds for the other side to close the connection as well. */
const patience = 1_000;

/**
 * A client whose `end` takes a second at most. Behind a proxy that passes data but never the end of a connection, the
 * plain client and the process would wait for ever.
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
