import { useEffect, useState } from "react";
import type { User } from "../../../client/core/lockstep/index.ts";
import { useLockstep } from "../../../client/react/index.ts";

const name = "viewer";

/** Keeps on this device who is signed in. Returns who that was the last time; null until it is read, or without it. */
export function useViewerCopy(told: User | null): User | null {
  const { account } = useLockstep();
  const [copy, setCopy] = useState<User | null>(null);
  useEffect(() => {
    let isOver = false;
    async function read(): Promise<void> {
      const owner = account.current;
      const values = await account.openValues();
      const found = (await values?.read(name)) as User | undefined;
      if (!isOver && account.current === owner) setCopy(found ?? null);
    }
    // Without storage there is no copy.
    const begin = () => void read().catch(() => setCopy(null));
    begin();
    const end = account.subscribe(begin);
    return () => {
      isOver = true;
      end();
    };
  }, [account]);
  useEffect(() => {
    // It is told anew after the next start.
    if (told)
      account
        .openValues()
        .then((values) => values?.write(name, told))
        .catch(() => {});
  }, [account, told]);
  return copy;
}
