export const aliveText =
  "query Alive{__typename}";
