export const projectEventsHash = 2255905161;
