/** Somebody in the room who speaks to the device. */
import type { Machine } from '../machine.ts';

const spokenAfter = 2_000_000;

/** What a keyword spotter listens with: somebody says the keyword 200 ms later, so that a match can be seen. */
export const keywordSpoken = (machine: Machine) => (heard: () => void): void => {
  machine.setTimer(machine.now() + spokenAfter, heard);
};
