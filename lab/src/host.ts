/** Everything of the lab listens here, and nowhere else. */
export const host = '127.0.0.1';
