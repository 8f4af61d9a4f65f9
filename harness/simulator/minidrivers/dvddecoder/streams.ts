/** Numbers of the streams: PinIds. */
export const PIN = { VIDEO: 0, AUDIO: 1, SUBPICTURE: 2, VIDEO_PORT: 3, CAPTIONS: 4, ANALOG: 5, SOUND: 6 } as const;
