import { startProxy, type TcpProxy } from "../faults/tcp-proxy.ts";
import { findFreePort } from "../support/find-free-port.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { jwtSecret } from "../support/sign-token.ts";

/** Called with the last words of a server that ended without a signal. */
type OnDeath = (words: string) => void;

/** A server in a process of its own, behind a network that can be disturbed. */
export class StormServer {
  readonly name = "server";
  readonly network: TcpProxy;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #onDeath: OnDeath;
  #process: ServerProcess;
  #isStopping = false;
  #hasEnded = false;

  private constructor(
    network: TcpProxy,
    variables: Readonly<Record<string, string>>,
    process: ServerProcess,
    onDeath: OnDeath,
  ) {
    this.network = network;
    this.#variables = variables;
    this.#process = process;
    this.#onDeath = onDeath;
    this.#watch();
  }

  static async start(databaseUrl: string, origin: string, onDeath: OnDeath): Promise<StormServer> {
    const port = await findFreePort();
    const variables = {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: "a secret of tests that is long enough to be taken",
      AUTH_JWT_SECRET: jwtSecret,
      ALLOWED_ORIGINS: origin,
      DRAIN_SECONDS: "1",
    };
    const server = await startServerProcess(variables);
    return new StormServer(await startProxy({ host: "127.0.0.1", port }), variables, server, onDeath);
  }

  /** Address through the network. */
  get url(): string {
    return `http://127.0.0.1:${this.network.port}`;
  }

  /** Address past the network. */
  get directUrl(): string {
    return this.#process.url;
  }

  /** Ends the process. `restart` starts another one. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.#isStopping = true;
    await this.#process.stop(signal);
  }

  async restart(): Promise<void> {
    this.#process = await startServerProcess(this.#variables);
    this.#isStopping = false;
    this.#hasEnded = false;
    this.#watch();
  }

  /** Replaces a process that ended by itself. */
  async prepare(): Promise<void> {
    if (this.#hasEnded) await this.restart();
  }

  /** Starts another process on a fair network, after a disturbance that failed. */
  async recover(): Promise<void> {
    this.network.turn({ kind: "fair" });
    this.network.turnUpgrades("pass");
    await this.stop("SIGKILL");
    await this.restart();
  }

  async close(): Promise<void> {
    await this.network.close();
    await this.stop("SIGTERM");
  }

  #watch(): void {
    const { ended, output } = this.#process;
    void ended.then((code) => {
      if (this.#isStopping) return;
      this.#hasEnded = true;
      this.#onDeath(`The server ended by itself with ${code}: ${output.slice(-20).join("\n")}`);
    });
  }
}
