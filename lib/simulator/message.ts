/** What passes between viewer, edge and origin; functions are held to it where they are checked, too. */
export * from '../function-code/message';
