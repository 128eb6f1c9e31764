import { type ComponentType, type ReactNode, useCallback, useEffect, useState } from "react";
import { useRetry } from "../requests/use-retry.ts";

export interface OnDemand<Props> {
  (props: Props): ReactNode;
  /** Loads the code before it is needed. Never rejects. */
  readonly preload: () => Promise<boolean>;
}

/**
 * A component whose code loads when it is first shown. Meanwhile `fallback` stands for it; while it cannot be loaded,
 * as without a network, it is tried again.
 */
export function onDemand<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  fallback: (props: Props) => ReactNode,
): OnDemand<Props> {
  let loaded: ComponentType<Props> | undefined;
  let loading: Promise<boolean> | undefined;

  const preload = () => {
    loading ??= load().then(
      (component) => {
        loaded = component;
        return true;
      },
      () => {
        loading = undefined;
        return false;
      },
    );
    return loading;
  };

  function Shown(props: Props): ReactNode {
    const [isFailing, setIsFailing] = useState(false);
    const [, setIsLoaded] = useState(loaded !== undefined);
    const attempt = useCallback(async () => {
      const isThere = await preload();
      setIsLoaded(isThere);
      setIsFailing(!isThere);
    }, []);
    useEffect(() => {
      if (!loaded) void attempt();
    }, [attempt]);
    useRetry(isFailing, attempt);
    const Component = loaded;
    return Component ? <Component {...props} /> : fallback(props);
  }
  return Object.assign(Shown, { preload });
}
