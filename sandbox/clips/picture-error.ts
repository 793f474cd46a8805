/** Why a picture cannot be shown: its bytes are no whole picture, or it shows what is not allowed. */
export type PictureProblem = 'unreadable' | 'not-allowed';

/** A picture that no clip is made of; it would fail again. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  readonly reason: PictureProblem;

  constructor(reason: PictureProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
