/** What was asked is not what was recorded: a replayed target knows no answer to it. */
export class TrafficDiffers extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TrafficDiffers';
  }
}
