import { EventEmitter, once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { patience } from "./patience.ts";
import type { TlsCertificate } from "./tls-certificate.ts";

/** A mail as it arrived. */
export interface ReceivedLetter {
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** The value of a header, by its name in lower case; undefined: there is none. */
  header(name: string): string | undefined;
  /** The first link to a path. */
  link(path: string): string;
  /** Tells if its connection was encrypted, and the user that had signed in on it. */
  readonly wasEncrypted: boolean;
  readonly user: string | null;
}

/** A mail server on a port of its own that keeps what it is given. */
export interface MailServer {
  /** For SMTP_URL, without a password. */
  readonly url: string;
  /** All that came, in the order of arrival. */
  readonly letters: readonly ReceivedLetter[];
  /** Takes the next e-mail to an address, also one that arrived before; rejects when none arrives in time. */
  letter(to: string): Promise<ReceivedLetter>;
  close(): Promise<void>;
}

interface MailServerOptions {
  readonly port?: number;
  /** User that may send; absent: everybody. */
  readonly sender?: { readonly user: string; readonly password: string };
  /** With them it offers TLS, by its scheme from the start or after STARTTLS. */
  readonly tls?: { readonly certificate: TlsCertificate; readonly scheme: "smtp" | "smtps" };
}

export async function startMailServer({ port = 0, sender, tls }: MailServerOptions = {}): Promise<MailServer> {
  const letters: ReceivedLetter[] = [];
  const untaken = new Set<ReceivedLetter>();
  const arrivals = new EventEmitter();

  const options: SMTPServerOptions = {
    secure: tls?.scheme === "smtps",
    disabledCommands: [...(sender ? [] : ["AUTH"]), ...(tls ? [] : ["STARTTLS"])],
    ...(tls && { key: await readFile(tls.certificate.key), cert: await readFile(tls.certificate.certificate) }),
    onAuth({ username, password }, _session, done) {
      const isSender = username === sender?.user && password === sender?.password;
      done(isSender ? null : new Error("Who are you?"), isSender ? { user: username } : undefined);
    },
    onData(stream, { envelope, secure, user }, done) {
      void simpleParser(stream).then(({ from, subject = "", text = "", headerLines }) => {
        for (const { address } of envelope.rcptTo) {
          const letter: ReceivedLetter = {
            to: address,
            from: from?.text ?? "",
            subject,
            text,
            header: (name) => headerLines.find(({ key }) => key === name)?.line.replace(/^[^:]*:\s*/, ""),
            link: (path) => findLink(text, path),
            wasEncrypted: secure,
            user: typeof user === "string" ? user : null,
          };
          letters.push(letter);
          untaken.add(letter);
        }
        done();
        arrivals.emit("letter");
      }, done);
    },
  };
  const server = new SMTPServer(options);
  // Clients that give up are what some tests are about.
  server.on("error", () => {});
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const { port: ownPort } = server.server.address() as AddressInfo;

  return {
    url: `${tls?.scheme ?? "smtp"}://127.0.0.1:${ownPort}`,
    letters,
    async letter(to) {
      const deadline = AbortSignal.timeout(patience);
      for (;;) {
        const found = [...untaken].find((letter) => letter.to === to);
        if (found) {
          untaken.delete(found);
          return found;
        }
        await once(arrivals, "letter", { signal: deadline }).catch(() => {
          throw new Error(`No mail to ${to} came, only: ${JSON.stringify(letters, null, 2)}`);
        });
      }
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function findLink(text: string, path: string): string {
  const link = text.match(/https?:\S+/g)?.find((url) => new URL(url).pathname === path);
  if (link === undefined) throw new Error(`No link to ${path} stands in:\n${text}`);
  return link;
}
