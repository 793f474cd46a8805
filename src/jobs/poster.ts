import type { Job } from './job.ts';
import type { VideoFile } from './video-files.ts';

/**
 * A way to the requester, best first:
 * - `channel`: a new message in the channel of the command, which can ping
 * - `response`: the answer to the command, while its token lives
 * - `dm`: a direct message
 */
export type Road = 'channel' | 'response' | 'dm';

/**
 * Road and form by which a video was delivered; `found`: it stood there already, from before a restart. `kept-back`: it was
 * made and paid for, and somebody asked not to have it posted.
 */
export type Rung = `${Road}:${'file' | 'link' | 'found'}` | 'kept-back';

/**
 * Why a link is posted and not the file: no place takes a file of this size, the file did not pass the check, or it could
 * not be downloaded.
 */
export type LinkReason = 'too-large' | 'unverified' | 'unreachable';

/** Where a delivered video stands. */
export interface PostedMessage {
  readonly messageId: string;
  readonly channelId: string;
}

/** What is posted at the end. */
export interface VideoPost {
  readonly content:
    | ({ readonly form: 'file' } & VideoFile)
    | {
        readonly form: 'link';
        readonly url: string;
        /** Milliseconds since the epoch. */
        readonly expiresAt: number;
        readonly why: LinkReason;
      };
  /** False where the place refused the words of the prompt. */
  readonly withPrompt: boolean;
  /** From the command to the finished video, milliseconds. */
  readonly tookMs: number;
  /** What the member has left. */
  readonly availableCredits: number;
  /** It was delivered before and is asked for again: in its own right, and ringing nobody. */
  readonly again?: {
    /** What keeps Discord from storing it twice, in place of the job's id. */
    readonly nonce: string;
  };
}

/** Why a provider that could make a video is not asked: it turns requests away, cannot be reached, or fails what it takes. */
export type WaitingFor = 'busy' | 'out-of-reach' | 'failing';

/** What the card shows while a job is under way. */
export type Progress =
  | { readonly stage: 'preparing' }
  /**
   * All places at the services are taken. `ahead`: so many videos come first, rounded where they are many; `startsAt`: when
   * its turn should come; null for any moment. Moments: milliseconds since the epoch.
   */
  | { readonly stage: 'queued'; readonly ahead: number; readonly startsAt: number | null }
  /** Nobody can make it just now; nothing is under way. `provider`: its name as people know it. */
  | { readonly stage: 'waiting-for-provider'; readonly why: WaitingFor; readonly provider: string }
  /** One provider could not make it, and the next one is asked. */
  | { readonly stage: 'trying-elsewhere' }
  /** The answer to the submit was lost; it is found out whether it was taken. */
  | { readonly stage: 'checking' }
  /**
   * `expectedAt`: when it should be ready; null for any moment. `latestAt`: when 19 of 20 such videos are, where that lies well
   * after. `elsewhere`: another provider could not make it.
   */
  | {
      readonly stage: 'making';
      readonly percent: number;
      readonly expectedAt: number | null;
      readonly latestAt?: number;
      readonly elsewhere?: true;
    }
  /** Longer than 95 % of such jobs. */
  | { readonly stage: 'late' }
  | { readonly stage: 'delivering' }
  /** The video is too large for the place, and is being made smaller; whole percent. */
  | { readonly stage: 'fitting'; readonly percent: number };

/** All that a job's life knows of Discord. */
export interface Poster {
  /** The largest file that a road takes for this job, bytes. */
  limitBytes(road: Road, job: Job): number;
  /**
   * Posts the finished video. Safe to repeat within minutes: the job's id keeps Discord from storing it twice.
   * @throws {PostingError}
   */
  post(road: Road, job: Job, post: VideoPost, signal: AbortSignal): Promise<PostedMessage>;
  /**
   * Looks for the job's video among the messages of its channel since the command.
   * @returns null when it is not there, or when the bot may not read there
   * @throws {PostingError} only `transient`
   */
  findPosted(job: Job): Promise<PostedMessage | null>;
  /**
   * Redraws the card of a job under way. Never waits for a rate limit: a card that cannot be drawn now is left.
   * @throws {PostingError}
   */
  showProgress(job: Job, progress: Progress): Promise<void>;
  /**
   * Tells the requester why there is no video.
   * @throws {PostingError}
   */
  showFailure(job: Job): Promise<void>;
  /**
   * Deletes a message of ours in a channel; one that is gone already is no error.
   * @throws {PostingError}
   */
  deleteMessage(message: PostedMessage): Promise<void>;
  /**
   * Whether a message of ours still stands where we put it, as far as can be seen.
   * @throws {PostingError} only `transient`
   */
  stands(message: PostedMessage): Promise<boolean>;
  /**
   * Takes the card away after the video was posted elsewhere.
   * @throws {PostingError}
   */
  removeProgress(job: Job): Promise<void>;
}
