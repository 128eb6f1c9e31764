/** Sentence for the person while code is missing. */
export const notLoaded = "A part of the app could not be loaded.";
