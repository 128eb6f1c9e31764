import { Listeners } from "../listeners.ts";
import type { Lockstep } from "../lockstep/lockstep.ts";
import { Person } from "./person.ts";

/** Milliseconds for which it stays open without users: views are taken down and put up again. */
const lingerTime = 1_000;

/** The person who is signed in, for all who use its inbox and lists. Another one after another sign-in. */
export class OpenPerson {
  readonly #lockstep: Lockstep;
  readonly #listeners = new Listeners();
  #users = 0;
  #end = () => {};
  #cancelClose = () => {};
  /** Null while nobody is signed in, or nobody uses it. */
  current: Person | null = null;

  constructor(lockstep: Lockstep) {
    this.#lockstep = lockstep;
  }

  /** Keeps the person open. Calls the listener when it is another one. Returns the end of the use. */
  use(onOther: () => void): () => void {
    const endListener = this.#listeners.add(onOther);
    this.#cancelClose();
    this.#cancelClose = () => {};
    this.#users += 1;
    if (this.#users === 1) this.#open();
    return () => {
      endListener();
      this.#users -= 1;
      const close = () => this.#close();
      if (this.#users === 0) this.#cancelClose = this.#lockstep.environment.setTimer(lingerTime, close);
    };
  }

  #open(): void {
    if (this.current) return;
    const { account } = this.#lockstep;
    let known = account.current;
    this.#end();
    this.#end = account.subscribe(() => {
      if (account.current === known) return;
      known = account.current;
      this.#enter();
    });
    this.#enter();
  }

  #enter(): void {
    const owner = this.#lockstep.account.current;
    this.current?.close();
    this.current = owner && new Person(this.#lockstep, owner);
    this.#listeners.tell();
  }

  #close(): void {
    this.#end();
    this.current?.close();
    this.current = null;
  }
}
