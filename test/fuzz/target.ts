import { DOORS } from './doors';

const { fuzz: fuzzDoor } = DOORS[process.env.FUZZ_DOOR!]!();

/** What the coverage-guided fuzzer calls. */
export const fuzz = (input: Buffer) => fuzzDoor(input);
