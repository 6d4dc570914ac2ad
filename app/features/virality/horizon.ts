/** How long a post is followed: what it reached by then is what is foretold. */
export const HORIZON_SECONDS = 7 * 86_400
