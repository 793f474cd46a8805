import { PostingError, type PostingProblem } from '../../src/errors/posting-error.ts';
import type { Job } from '../../src/jobs/job.ts';
import type { PostedMessage, Poster, Progress, Road, VideoPost } from '../../src/jobs/poster.ts';

/** One post that was tried: `channel:file`, or `channel:file:no-prompt`. */
export type Rung = string;

/** Discord in memory: remembers what was tried, and refuses what a test says. */
export class FakePoster implements Poster {
  readonly tried: Rung[] = [];
  /** What stands in Discord, one entry for each message that was stored. */
  readonly stored: { road: Road; jobId: string; post: VideoPost }[] = [];
  readonly progress: Progress['stage'][] = [];
  readonly failures: Job[] = [];
  readonly removed: string[] = [];
  readonly deleted: PostedMessage[] = [];
  searches = 0;
  limits: Readonly<Record<Road, number>> = { channel: 10_000, response: 10_000, dm: 10_000 };
  /** Asked before anything is stored. */
  refuse: (rung: Rung) => PostingProblem | null = () => null;
  found: PostedMessage | null = null;
  /** Whether a message still stands. */
  standing: (message: PostedMessage) => boolean = () => false;
  onFind: () => void = () => {};
  onFailure: (job: Job) => void = () => {};
  onRemove: (job: Job) => void = () => {};

  limitBytes(road: Road): number {
    return this.limits[road];
  }

  async post(road: Road, job: Job, post: VideoPost): Promise<PostedMessage> {
    const rung = `${road}:${post.content.form}${post.withPrompt ? '' : ':no-prompt'}`;
    this.tried.push(rung);
    const problem = this.refuse(rung);
    if (problem) throw new PostingError(problem, `refused ${problem}`, { retryAfterMs: 0 });
    this.stored.push({ road, jobId: job.id, post });
    return { messageId: `message-${this.stored.length}`, channelId: job.channelId };
  }

  async findPosted(): Promise<PostedMessage | null> {
    this.searches += 1;
    this.onFind();
    return this.found;
  }

  async stands(message: PostedMessage): Promise<boolean> {
    return this.standing(message);
  }

  async showProgress(_job: Job, progress: Progress): Promise<void> {
    this.progress.push(progress.stage);
  }

  async showFailure(job: Job): Promise<void> {
    this.onFailure(job);
    this.failures.push(job);
  }

  async deleteMessage(message: PostedMessage): Promise<void> {
    const problem = this.refuse('delete');
    if (problem) throw new PostingError(problem, `refused ${problem}`, { retryAfterMs: 0 });
    this.deleted.push(message);
  }

  async removeProgress(job: Job): Promise<void> {
    this.onRemove(job);
    this.removed.push(job.id);
  }
}
