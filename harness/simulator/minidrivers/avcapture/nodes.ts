/** NodeIds of the board. */
export const NODE = { CAMERA: 0, PROCESSING: 1, STREAMING: 2 } as const;
