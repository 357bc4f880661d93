/** Input that cannot be worked with. The message is one line: what is wrong, where, and what to do. */
export class UnusableInput extends Error {}
